/* Brings what is folded to a page when it is unfolded, from the page that shows it unfolded and to which
   a link stands in its place. Without this script, or when that page does not answer, the link stays. */

async function unfold(details, link) {
  if (!details.open || !link.isConnected) return;
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const unfolded = page.getElementById("unfolded");
  if (!answer.ok || !unfolded || !link.isConnected) return;
  unfolded.querySelector("summary").remove();
  link.replaceWith(...unfolded.childNodes);
}

for (const link of document.querySelectorAll("details:not([open]) > a[href$='#unfolded']")) {
  const details = link.parentElement;
  details.addEventListener("toggle", () => unfold(details, link).catch(() => null));
}
