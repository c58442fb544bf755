/** The masked value that has the focus; without one the first of the customer's, then the last that was said. */
export function pressSpot(): void {
  const focused = document.activeElement?.closest<HTMLElement>('[data-mask]')
  const ofCustomer = document.querySelector<HTMLElement>('aside [data-mask]')
  const said = [...document.querySelectorAll<HTMLElement>('[role="log"] [data-mask]')].at(-1)
  const spot = focused ?? ofCustomer ?? said
  spot?.focus()
  spot?.click()
}
