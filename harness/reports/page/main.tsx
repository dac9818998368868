import { render } from 'preact';
import { readRecords } from '../read-record.js';
import { App } from './app.js';
import { watchLive } from './live.js';
import { modelOf } from './model.js';
import { readReportData } from './read-report-data.js';
import './style.css';

const root = document.getElementById('app') as HTMLElement;

const data = await readReportData();
if (data === undefined) watchLive(root);
else {
  root.replaceChildren();
  const { files, ...figures } = data;
  render(<App model={modelOf(readRecords(files))} {...figures} />, root);
}
