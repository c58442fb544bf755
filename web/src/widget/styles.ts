import tokens from '../shared/tokens.css?inline'
import base from './styles/base.css?inline'
import cards from './styles/cards.css?inline'
import complaints from './styles/complaints.css?inline'
import composer from './styles/composer.css?inline'
import header from './styles/header.css?inline'
import log from './styles/log.css?inline'
import menu from './styles/menu.css?inline'
import message from './styles/message.css?inline'
import panel from './styles/panel.css?inline'
import rating from './styles/rating.css?inline'
import tray from './styles/tray.css?inline'
import requests from './styles/requests.css?inline'
import wishes from './styles/wishes.css?inline'

const CSS = [tokens, base, panel, header, menu, log, message, cards, rating, requests, wishes, complaints, composer, tray].join('\n')

/** Constructed sheets need no inline style, so that the strictest content security policy lets them pass. */
export function adoptStyles(root: ShadowRoot): void {
  if ('adoptedStyleSheets' in root && 'replaceSync' in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(CSS)
    root.adoptedStyleSheets = [sheet]
    return
  }
  const style = document.createElement('style')
  style.textContent = CSS
  root.prepend(style)
}
