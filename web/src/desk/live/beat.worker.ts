// A hidden page's own timers slow down to one a minute, and the lease of a presence lasts fifteen seconds.
setInterval(() => { postMessage('beat') }, 5000)
