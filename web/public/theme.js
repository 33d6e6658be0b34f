// Before the first paint: the chosen colours, so that nothing flashes. An inline script is not allowed.
try {
  const { theme } = JSON.parse(localStorage.getItem("lippu:settings") || "{}");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // without storage the system decides
}
