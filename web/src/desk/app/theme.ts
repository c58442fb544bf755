import type { GlobalThemeOverrides } from 'naive-ui'
import { font, radius, type Colours } from '../../shared/tokens.ts'

/** The component library in the house's colours. */
export function themed(colours: Colours): GlobalThemeOverrides {
  const { bridge, bridgeFill, line, lineStrong, ink, ink2, ink3, paper, paper2, paper3, onBridge } = colours
  const corner = `${radius}px`
  const button = { textColor: onBridge, color: bridgeFill, border: `1px solid ${bridgeFill}` }
  return {
    common: {
      fontFamily: font, fontSize: '14px', lineHeight: '20px', borderRadius: corner, borderRadiusSmall: '6px',
      fontWeightStrong: '600',
      primaryColor: bridge, primaryColorHover: bridge, primaryColorPressed: bridge, primaryColorSuppl: bridge,
      infoColor: bridge, successColor: colours.ok, warningColor: colours.due, errorColor: colours.complaint,
      errorColorHover: colours.complaint, errorColorPressed: colours.complaint,
      textColorBase: ink, textColor1: ink, textColor2: ink, textColor3: ink2, placeholderColor: ink3,
      textColorDisabled: ink3, iconColor: ink2, closeIconColor: ink2,
      borderColor: lineStrong, dividerColor: line, bodyColor: paper2, cardColor: paper, modalColor: paper,
      popoverColor: paper, inputColor: paper, inputColorDisabled: paper3, hoverColor: paper3,
      opacityDisabled: '1',
    },
    Button: {
      textColorPrimary: button.textColor, textColorHoverPrimary: onBridge, textColorPressedPrimary: onBridge,
      textColorFocusPrimary: onBridge, textColorDisabledPrimary: ink3, colorPrimary: button.color,
      colorHoverPrimary: bridgeFill, colorPressedPrimary: bridgeFill, colorFocusPrimary: bridgeFill,
      colorDisabledPrimary: paper3, borderPrimary: button.border, borderHoverPrimary: button.border,
      borderPressedPrimary: button.border, borderFocusPrimary: button.border, borderDisabledPrimary: `1px solid ${line}`,
      heightSmall: '28px', heightMedium: '36px', fontWeight: '400', rippleDuration: '0s',
      border: `1px solid ${lineStrong}`, borderDisabled: `1px solid ${line}`, textColorDisabled: ink3,
    },
    Input: { heightMedium: '36px', border: `1px solid ${lineStrong}` },
    Message: { color: paper, textColor: ink, boxShadow: 'var(--shadow)' },
    Card: { borderRadius: corner, titleFontSizeMedium: '16px', titleFontWeight: '600' },
    Radio: { boxShadow: `inset 0 0 0 1px ${lineStrong}`, textColor: ink },
  }
}
