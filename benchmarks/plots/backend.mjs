// One back end: what each contestant makes of 256 calls in flight.
import { axis, caption, colours, short, svg, title } from '../lib/plot.mjs';
import { median } from '../lib/statistics.mjs';
import { ours } from '../lib/table.mjs';

const inFlight = 256;
const rowHeight = 24;
const [head, captionHeight, gap] = [64, 22, 18];
const [width, namesWidth, between, right] = [920, 250, 60, 56];

const figures = [
  { name: 'calls a second: more is better', of: ({ perSecond }) => perSecond },
  { name: 'CPU of the client, µs a call: less is better', of: ({ cpu }) => cpu },
];

/** Undefined where neither get nor set was measured at so many in flight. */
export function backendPlot({ title: name, date, environment, results }) {
  const panels = ['get', 'set'].flatMap((operation) => {
    const those = results.filter(
      ({ load }) =>
        load.operation === operation &&
        load.inFlight === inFlight &&
        load.valueBytes === 200 &&
        load.keysPerCall === 1,
    );
    return those.length > 0 ? [{ operation, those }] : [];
  });
  if (panels.length === 0) return undefined;

  const panelWidth = (width - namesWidth - between - right) / figures.length;
  const titles = [
    title(
      `${name}: ${inFlight} calls in flight`,
      `Median of the rounds, whiskers from the least to the most. Values of 200 bytes. ${date}, Node ${environment.node}, ${environment.server}`,
    ),
  ];
  const [grid, xAxis, yAxis, series] = [[], [], [], []];
  let top = head;
  for (const { operation, those } of panels) {
    const height = those.length * rowHeight;
    for (const [column, figure] of figures.entries()) {
      const left = namesWidth + column * (panelWidth + between);
      const index = grid.length;
      titles.push(caption(`${operation}, ${figure.name}`, left - 5, top));
      grid.push({ left, top: top + captionHeight, width: panelWidth, height });
      xAxis.push({ ...axis, gridIndex: index, type: 'value', axisLabel: { show: false }, splitNumber: 4 });
      yAxis.push({
        ...axis,
        gridIndex: index,
        type: 'category',
        inverse: true,
        data: those.map(({ contestant }) => plain(contestant)),
        axisLabel: { ...axis.axisLabel, show: column === 0 },
      });
      series.push(...bars(those, figure.of, index));
    }
    top += captionHeight + height + gap;
  }
  return svg({ width, height: top, title: titles, grid, xAxis, yAxis, series });
}

function bars(results, of, index) {
  const ranges = results.map(({ samples }) => {
    const numbers = samples.map(of);
    return { middle: median(numbers), least: Math.min(...numbers), most: Math.max(...numbers) };
  });
  const axes = { xAxisIndex: index, yAxisIndex: index };
  return [
    {
      ...axes,
      type: 'bar',
      silent: true,
      barWidth: 14,
      data: ranges.map(({ middle }, row) => ({
        value: middle,
        itemStyle: { color: colourOf(results[row].contestant) },
      })),
    },
    {
      ...axes,
      type: 'custom',
      silent: true,
      renderItem: whisker,
      data: ranges.map(({ middle, least, most }, row) => [least, row, most, middle]),
      encode: { x: [0, 2], y: 1 },
    },
  ];
}

/** From the least to the most, and the median in figures behind it. */
function whisker(_, api) {
  const [least, row, most, middle] = [0, 1, 2, 3].map((at) => api.value(at));
  const [from, y] = api.coord([least, row]);
  const [to] = api.coord([most, row]);
  const line = (x1, y1, x2, y2) => ({
    type: 'line',
    shape: { x1, y1, x2, y2 },
    style: { stroke: '#24292f', lineWidth: 1 },
  });
  return {
    type: 'group',
    children: [
      line(from, y, to, y),
      line(from, y - 3, from, y + 3),
      line(to, y - 3, to, y + 3),
      {
        type: 'text',
        x: to + 6,
        y: y - 5,
        style: { text: short(middle), fontSize: 11, fontFamily: 'sans-serif', fill: colours.text },
      },
    ],
  };
}

function colourOf(contestant) {
  if (contestant === ours) return colours.ours;
  return contestant.startsWith(ours) ? colours.oursOtherwise : colours.others;
}

const plain = (contestant) => contestant.replaceAll('`', '');
