// Reads a calendar file with ical.js and prints its events as JSON; zones are those of the file.
import { readFileSync } from "node:fs";

const { default: ICAL } = await import(process.argv[2]);
const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[3], "utf-8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}
const moment = (time) => time.convertToZone(ICAL.Timezone.utcTimezone).toString();
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    title: event.summary,
    starts: moment(event.startDate),
    ends: moment(event.endDate),
    sequence: event.sequence,
    status: component.getFirstPropertyValue("status"),
    place: event.location,
    webcast: component.getAllProperties("conference").map((one) => one.getFirstValue()),
    description: event.description,
  };
});
process.stdout.write(JSON.stringify(events));
