// Every page is whole without this file: it only saves the guest a click.
const root = document.documentElement;
root.classList.add("js");

const YEAR = 31536000;

function rememberZone(zone) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `tz=${zone}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
  return document.cookie.split("; ").includes(`tz=${zone}`);
}

function showInGuestsZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const asked = new URLSearchParams(location.search);
  // An address that names a zone was answered with a fallback on purpose: asking again would go round in circles.
  if (root.dataset.zone !== "fallback" || !zone || asked.has("tz") || /(^|; )tz=/.test(document.cookie)) return;
  if (rememberZone(zone)) return location.reload();
  asked.set("tz", zone);
  location.replace(`?${asked}${location.hash}`);
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = label; }, 1600);
}

showInGuestsZone();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-once]");
  if (!form) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  (event.submitter ?? form.querySelector("[type=submit]"))?.setAttribute("aria-busy", "true");
});

// A page taken from the back-forward cache may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
});
