// Suggests the time zone of the country chosen, where it has one alone; without scripts the server does.

for (const country of document.querySelectorAll("select[data-zones]")) {
  const zone = document.getElementById(country.dataset.zones);
  country.addEventListener("change", () => suggest(zone, country.selectedOptions[0]?.text));
}

function suggest(zone, name) {
  const group = [...zone.querySelectorAll("optgroup")].find((one) => one.label === name);
  const zones = group ? [...group.querySelectorAll("option")] : [];
  if (zones.length === 1) zone.value = zones[0].value;
  else if (!zones.some((option) => option.selected)) zone.value = "";
}
