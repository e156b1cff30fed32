import type { PageData } from '../model/page-data.ts';
import { downtimeSection } from './downtime.ts';
import { fleetSection } from './fleet.ts';
import { historySection } from './history.ts';
import { tableSection } from './table.ts';
import { timelineSection } from './timeline.ts';
import { attentionSection, headSection } from './top.ts';
import { timeText } from './words.ts';

const data: PageData = JSON.parse(document.getElementById('data')?.textContent ?? '');
if (data.at !== undefined) document.title += `, ${timeText(data.at)}`;
const sections = [
  headSection(data),
  attentionSection(data),
  fleetSection(data),
  timelineSection(data),
  downtimeSection(data),
  data.history === undefined ? undefined : historySection(data.history),
  tableSection(data),
];
document.getElementById('report')?.append(...sections.filter((one) => one !== undefined));
