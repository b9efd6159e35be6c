// Runs before the first paint, so that a chosen theme never flashes.
try {
  const { theme } = JSON.parse(localStorage.getItem('switchboard.preferences') ?? '{}');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked or damaged: the system's theme it is.
}
