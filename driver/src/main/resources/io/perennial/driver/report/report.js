(() => {
  'use strict';
  // What is wrong in here must show: the page's tests read it, and so can a person.
  addEventListener('error', event => { document.documentElement.dataset.error = String(event.message); });

  const data = JSON.parse(document.getElementById('data').textContent);
  const runs = data.runs;
  const several = runs.length > 1;
  const root = document.getElementById('report');
  const RUN_COLORS = ['#1f5fbf', '#d9580d', '#2a8a4a', '#9b3fb5', '#b58900', '#0b8a94', '#c22a62', '#6a6f7a'];
  const DASHES = ['', '6 3', '2 3', '9 3 2 3'];
  const PHASES = [['compute', '#3d7edb'], ['aggregate', '#e8833a'], ['broadcast', '#4aa564'], ['schedule', '#a9b2bd']];
  const color = run => RUN_COLORS[run % RUN_COLORS.length];
  const dash = run => DASHES[Math.floor(run / RUN_COLORS.length) % DASHES.length];

  // ---- elements; text goes in as text nodes only ----

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined && value !== '') {
        element.setAttribute(name, value);
      }
    }
    element.append(...children.flat().filter(child => child !== null && child !== undefined));
    return element;
  }
  const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const svg = (tag, attributes, ...children) => fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
  const card = (title, note, ...content) => el('section', {class: 'card'}, el('h3', {}, title), note ? el('p', {class: 'note'}, note) : null, ...content);
  const wide = element => { element.classList.add('wide'); return element; };
  const swatch = (fillColor, dashes) => dashes === undefined ? svgBox(11, 10, svg('rect', {width: 11, height: 10, rx: 2, fill: fillColor}))
    : svgBox(22, 10, svg('line', {x1: 0, x2: 22, y1: 5, y2: 5, stroke: fillColor, 'stroke-width': 3, 'stroke-dasharray': dashes}));
  function svgBox(width, height, ...children) {
    const box = svg('svg', {viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true'}, ...children);
    box.style.width = width + 'px';
    box.style.flex = 'none';
    return box;
  }

  // ---- numbers, the same in every locale ----

  const has = value => value !== null && value !== undefined;
  const count = value => Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ',');
  const or = (value, shown) => has(value) ? shown(value) : '–';
  const loss = value => value.toFixed(4);
  const plain = value => String(Number(value.toPrecision(4)));
  function percent(share) {
    const text = (share * 100).toFixed(1);
    return (text === '100.0' && share < 1 ? '99.9' : text) + '%';
  }
  function duration(seconds) {
    if (seconds < 10) {
      return seconds < 0.1 ? (seconds * 1000).toFixed(1) + ' ms' : seconds.toFixed(2) + ' s';
    }
    const whole = Math.round(seconds);
    if (whole < 60) {
      return seconds.toFixed(1) + ' s';
    }
    return whole < 3600 ? `${Math.floor(whole / 60)}m ${String(whole % 60).padStart(2, '0')}s`
      : `${Math.floor(whole / 3600)}h ${String(Math.floor(whole % 3600 / 60)).padStart(2, '0')}m`;
  }
  function bytes(value) {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return (unit === 0 ? count(value) : Number(value.toPrecision(value >= 1000 ? 4 : 3))) + ' ' + units[unit];
  }
  function short(value) {
    const size = Math.abs(value);
    return size >= 1e9 ? plain(value / 1e9) + 'G' : size >= 1e6 ? plain(value / 1e6) + 'M' : size >= 1e4 ? plain(value / 1e3) + 'k' : plain(value);
  }
  const total = run => PHASES.reduce((sum, [phase]) => sum + run.totals[phase], 0);

  // ---- charts ----

  const WIDTH = 560, HEIGHT = 250, LEFT = 58, RIGHT = 10, TOP = 8, BOTTOM = 36;

  function ticks(low, high, wanted, base, least) {
    const span = high - low || Math.abs(high) || 1;
    const raw = span / wanted;
    const power = base === 1024 ? Math.pow(1024, Math.floor(Math.log(Math.max(1, span)) / Math.log(1024))) : 1;
    const magnitude = Math.pow(10, Math.floor(Math.log10(raw / power)));
    const step = Math.max(least || 0, power * magnitude * [1, 2, 2.5, 5, 10].find(factor => factor * magnitude * power >= raw * 0.75));
    const found = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-6; i++) {
      found.push(i * step);
    }
    return found;
  }

  function range(values, from, to) {
    let low = has(from) ? from : Infinity;
    let high = has(to) ? to : -Infinity;
    for (const value of values) {
      if (has(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (low > high) {
      return null;
    }
    if (low === high) {
      const room = Math.abs(low) * 0.1 || 1;
      return [has(from) ? low : low - room, has(to) && to !== from ? high : high + room];
    }
    const room = (high - low) * 0.04;
    return [has(from) ? low : low - room, has(to) ? high : high + room];
  }

  /** The frame of a chart: axes, grid, and a layer to draw in. */
  function frame(options, xRange, yRange, width) {
    const x = value => LEFT + (value - xRange[0]) / (xRange[1] - xRange[0]) * (width - LEFT - RIGHT);
    const y = value => HEIGHT - BOTTOM - (value - yRange[0]) / (yRange[1] - yRange[0]) * (HEIGHT - TOP - BOTTOM);
    const picture = svg('svg', {viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', 'aria-label': options.title, 'data-chart': options.id});
    for (const value of ticks(yRange[0], yRange[1], 5, options.base)) {
      picture.append(svg('line', {x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value), stroke: '#e8ebef'}),
        svg('text', {x: LEFT - 8, y: y(value) + 4, 'text-anchor': 'end'}, options.yTick(value)));
    }
    for (const value of ticks(xRange[0], xRange[1], width > WIDTH ? 12 : 6, 10, options.xLabel === 'epochs' ? 0 : 1)) {
      picture.append(svg('line', {x1: x(value), x2: x(value), y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM + 4, stroke: '#b9c1cb'}),
        svg('text', {x: x(value), y: HEIGHT - BOTTOM + 17, 'text-anchor': 'middle'}, short(value)));
    }
    picture.append(svg('line', {x1: LEFT, x2: width - RIGHT, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM, stroke: '#b9c1cb'}),
      svg('text', {x: (LEFT + width - RIGHT) / 2, y: HEIGHT - 3, 'text-anchor': 'middle'}, options.xLabel));
    return {picture, x, y};
  }

  /**
   * Lines over a common x. A series has name, x, y, color and, as it likes, dash, dots, low and high (a band), key and run (for who reads
   * the page's elements).
   */
  function lineChart(options, allSeries) {
    const series = allSeries.filter(one => one.y.some(has));
    if (series.length === 0) {
      return el('div', {class: 'chart empty'}, options.empty || 'nothing to show yet');
    }
    const xs = series.flatMap(one => one.x.filter((_, i) => has(one.y[i])));
    const xLow = Math.min(...range(xs)), first = xs.reduce((low, value) => Math.min(low, value), Infinity);
    const last = xs.reduce((high, value) => Math.max(high, value), -Infinity);
    const xRange = first === last ? [Math.min(0, xLow), last * 1.1 || 1] : [Math.min(first, options.xFromZero ? 0 : first), last];
    const yRange = range(series.flatMap(one => [...one.y, ...(one.low || []), ...(one.high || [])]), options.yFrom, options.yTo);
    const {picture, x, y} = frame(options, xRange, yRange, WIDTH);
    for (const one of series) {
      if (one.low && one.low.length > 0) {
        const up = one.x.map((value, i) => has(one.high[i]) ? `${x(value).toFixed(1)},${y(one.high[i]).toFixed(1)}` : null).filter(has);
        const back = one.x.map((value, i) => has(one.low[i]) ? `${x(value).toFixed(1)},${y(one.low[i]).toFixed(1)}` : null).filter(has).reverse();
        picture.append(svg('polygon', {points: [...up, ...back].join(' '), fill: one.color, opacity: 0.18}));
      }
    }
    for (const one of series) {
      const kept = one.x.map((value, i) => [value, one.y[i]]).filter(([, value]) => has(value));
      picture.append(svg('polyline', {points: kept.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(' '), fill: 'none', stroke: one.color,
        'stroke-width': 1.8, 'stroke-linejoin': 'round', 'stroke-dasharray': one.dash, 'data-curve': one.key, 'data-run': one.run}));
      if (kept.length === 1 || one.dots && kept.length <= 50) {
        picture.append(...kept.map(([a, b]) => svg('circle', {cx: x(a).toFixed(1), cy: y(b).toFixed(1), r: 2.8, fill: one.color})));
      }
    }
    hover(picture, WIDTH, x, series.map(one => ({...one, show: options.yShow, at: value => y(value)})), options.xShow);
    return el('div', {class: 'chart'}, picture);
  }

  /** Time of each round as bars of four parts; as areas where the bars would be too thin to see. */
  function timeChart(run, id, width) {
    const curves = run.curves;
    if (curves.round.length === 0) {
      return el('div', {class: 'chart empty'}, 'no rounds yet');
    }
    const sums = curves.round.map((_, i) => PHASES.reduce((sum, [phase]) => sum + (curves[phase][i] || 0), 0));
    const half = curves.roundsPerPoint / 2;
    const xRange = [curves.round[0] - half, curves.round[curves.round.length - 1] + half];
    const {picture, x, y} = frame({id, title: 'Seconds per round', xLabel: 'round', yTick: value => plain(value) + ' s'}, xRange, range(sums, 0), width);
    const slot = x(curves.round[0] + curves.roundsPerPoint) - x(curves.round[0]);
    const below = curves.round.map(() => 0);
    for (const [phase, fillColor] of PHASES) {
      const above = below.map((value, i) => value + (curves[phase][i] || 0));
      if (slot >= 3) {
        curves.round.forEach((round, i) => picture.append(svg('rect', {x: (x(round) - slot * 0.42).toFixed(2), width: (slot * 0.84).toFixed(2),
          y: y(above[i]).toFixed(2), height: Math.max(0, y(below[i]) - y(above[i])).toFixed(2), fill: fillColor, 'data-phase': phase})));
      } else {
        const top = curves.round.map((round, i) => `${x(round).toFixed(1)},${y(above[i]).toFixed(1)}`);
        const bottom = curves.round.map((round, i) => `${x(round).toFixed(1)},${y(below[i]).toFixed(1)}`).reverse();
        picture.append(svg('polygon', {points: [...top, ...bottom].join(' '), fill: fillColor, 'data-phase': phase}));
      }
      above.forEach((value, i) => { below[i] = value; });
    }
    hover(picture, width, x, PHASES.map(([phase, phaseColor]) => ({name: phase, color: phaseColor, x: curves.round, y: curves[phase], show: duration})),
      value => 'round ' + count(value));
    return el('div', {class: 'chart'}, picture);
  }

  const tip = el('div', {class: 'tip'});
  tip.style.display = 'none';

  /** Under the pointer: a line, and each series' value at the nearest x. */
  function hover(picture, width, x, series, xShow) {
    const line = svg('line', {y1: TOP, y2: HEIGHT - BOTTOM, stroke: '#7b8694', 'stroke-dasharray': '3 3', visibility: 'hidden'});
    const marks = series.map(one => svg('circle', {r: 3.5, fill: one.color, stroke: '#fff', visibility: 'hidden'}));
    picture.append(line, ...marks);
    const hide = () => {
      tip.style.display = 'none';
      [line, ...marks].forEach(mark => mark.setAttribute('visibility', 'hidden'));
    };
    picture.addEventListener('pointerleave', hide);
    picture.addEventListener('pointermove', event => {
      const box = picture.getBoundingClientRect();
      const at = (event.clientX - box.left) / box.width * width;
      const near = series.map(one => {
        let best = -1;
        one.x.forEach((value, i) => {
          if (has(one.y[i]) && (best < 0 || Math.abs(x(value) - at) < Math.abs(x(one.x[best]) - at))) {
            best = i;
          }
        });
        // a run that ended before the pointer has nothing to say there
        return best < 0 || at > x(one.x[one.x.length - 1]) + 8 ? -1 : best;
      });
      const nearest = near.map((i, s) => i < 0 ? null : series[s].x[i]).filter(has)
        .reduce((best, value) => best === null || Math.abs(x(value) - at) < Math.abs(x(best) - at) ? value : best, null);
      if (nearest === null || at < LEFT - 10) {
        hide();
        return;
      }
      line.setAttribute('x1', x(nearest));
      line.setAttribute('x2', x(nearest));
      line.setAttribute('visibility', 'visible');
      series.forEach((one, s) => {
        marks[s].setAttribute('visibility', 'hidden');
        if (one.at && near[s] >= 0) {
          marks[s].setAttribute('cx', x(one.x[near[s]]));
          marks[s].setAttribute('cy', one.at(one.y[near[s]]));
          marks[s].setAttribute('visibility', 'visible');
        }
      });
      tip.replaceChildren(el('div', {}, xShow(nearest)), ...series.map((one, s) => near[s] < 0 ? null
        : el('div', {}, swatch(one.color), one.name, el('b', {}, one.show(one.y[near[s]])))).filter(has));
      tip.style.display = 'block';
      tip.style.left = Math.max(4, Math.min(event.clientX + 16, innerWidth - tip.offsetWidth - 8)) + 'px';
      tip.style.top = Math.max(4, event.clientY - tip.offsetHeight - 12) + 'px';
    });
  }

  // ---- tables ----

  function table(heads, rows, attributes) {
    return el('div', {class: 'scroll'}, el('table', attributes || {},
      heads ? el('thead', {}, el('tr', {}, heads.map(head => head instanceof Node ? head : el('th', {}, head)))) : null,
      el('tbody', {}, rows)));
  }
  const number = text => el('td', {class: 'number'}, text);
  const runHead = run => el('th', {class: 'name'}, several ? el('span', {}, runs[run].name) : '');
  const isHash = text => /^[0-9a-f]{40,}$/.test(text);

  /** Names with one value a run; where runs differ, the row is marked. */
  function values(names, of) {
    const rows = names.map(name => {
      const each = runs.map(run => of(run)[name]);
      const differ = several && new Set(each).size > 1;
      return el('tr', {class: differ ? 'differs' : ''}, el('td', {class: 'key'}, name),
        each.map(value => el('td', {class: (several ? 'run ' : '') + (has(value) && isHash(value) ? 'mono' : '')}, has(value) ? value : el('span', {class: 'unset'}, 'unset'))));
    });
    return table(several ? ['', ...runs.map((_, run) => runHead(run))] : null, rows);
  }
  const union = of => [...new Set(runs.flatMap(run => Object.keys(of(run))))];

  // ---- the page, from above ----

  const badge = run => el('span', {class: 'badge ' + run.status}, run.status);
  const best = run => has(run.totals.bestAccuracy) ? `best ${percent(run.totals.bestAccuracy)} after round ${count(run.totals.bestRound)}` : '';

  function head() {
    const title = several ? runs.length + ' runs side by side' : runs[0].name;
    root.append(el('div', {class: 'brand'}, 'Perennial report'), el('h1', {}, title, several ? null : badge(runs[0])));
    if (several) {
      return;
    }
    const run = runs[0];
    root.append(el('div', {class: 'sub'}, run.directory));
    const facts = [['model', run.provenance.model], ['data', run.provenance.data], ['workers', run.settings.workers],
      ['seed', run.settings.seed], ['started', has(run.provenance.started) ? run.provenance.started.replace('T', ' ').replace(/\..*$/, ' UTC') : null]];
    root.append(el('div', {class: 'sub facts'}, facts.filter(([, value]) => has(value)).map(([name, value]) => el('span', {}, name + ' ' + value))));
    if (has(run.result.message)) {
      root.append(el('p', {class: 'message'}, run.result.message));
    }
  }

  function tiles() {
    const run = runs[0], result = run.result, totals = run.totals;
    const tile = (label, value, more) => el('div', {class: 'tile'}, el('div', {class: 'label'}, label), el('div', {class: 'value'}, value),
      el('div', {class: 'more'}, more || ''));
    const seconds = total(run);
    root.append(el('div', {class: 'tiles'},
      tile('accuracy on the test set', or(result['test.accuracy'], percent), best(run)),
      tile('loss on the test set', or(result['test.loss'], loss), has(result['test.examples']) ? count(result['test.examples']) + ' examples' : ''),
      tile('training loss', or(totals.lastLoss, loss), 'last round'),
      tile('rounds', count(totals.rounds), has(result.resumedFrom) ? 'resumed from round ' + count(result.resumedFrom)
        : has(run.settings.localSteps) ? run.settings.localSteps + ' local steps each' : ''),
      tile('examples', or(result.examples, count), has(run.evaluations) && run.curves.epoch.length > 0 ? or(run.curves.epoch[run.curves.epoch.length - 1], plain) + ' epochs' : ''),
      tile('examples per second', or(result.examplesPerSecond, value => value < 100 ? value.toFixed(1) : count(value)), has(result.seconds) ? 'over ' + duration(result.seconds) : ''),
      tile('time in rounds', duration(seconds), seconds > 0 ? percent(totals.compute / seconds) + ' compute' : ''),
      tile('bytes down / up', bytes(totals.down) + ' / ' + bytes(totals.up), totals.rounds > 0 ? bytes((totals.down + totals.up) / totals.rounds) + ' a round' : '')));
  }

  function runTable() {
    const heads = ['run', 'status', ...['accuracy', 'best', 'test loss', 'training loss', 'rounds', 'examples', 'examples/s', 'time in rounds', 'down', 'up']
      .map(name => el('th', {class: 'number'}, name)), el('th', {class: 'number'}, 'parameters')];
    const said = run => [has(run.result.resumedFrom) ? 'resumed from round ' + count(run.result.resumedFrom) : null, run.result.message].filter(has).join('; ');
    const rows = runs.flatMap((run, i) => [el('tr', {class: said(run) === '' ? '' : 'told'},
      el('td', {}, el('div', {class: 'legend'}, el('span', {}, swatch(color(i), dash(i)), el('b', {}, run.name))), el('div', {class: 'note'}, run.directory)),
      el('td', {}, badge(run)), number(or(run.result['test.accuracy'], percent)), number(or(run.totals.bestAccuracy, percent)),
      number(or(run.result['test.loss'], loss)), number(or(run.totals.lastLoss, loss)),
      number(count(run.totals.rounds)), number(or(run.result.examples, count)), number(or(run.result.examplesPerSecond, value => value < 100 ? value.toFixed(1) : count(value))),
      number(duration(total(run))), number(bytes(run.totals.down)), number(bytes(run.totals.up)),
      el('td', {class: 'mono whole', title: run.result.parametersSha256}, or(run.result.parametersSha256, hash => hash.slice(0, 12)))),
      said(run) === '' ? null : el('tr', {}, el('td', {colspan: 13, class: 'note'}, said(run)))]);
    root.append(el('h2', {}, 'Runs'), el('section', {class: 'card'}, table(heads, rows)));
    root.append(el('h2', {}, 'What differs'), el('section', {class: 'card', id: 'differences'}, data.differences.length === 0
      ? el('div', {class: 'sub'}, 'Nothing: same settings, data, model, versions and machine.')
      : table(['', ...runs.map((_, run) => runHead(run))], data.differences.map(one => el('tr', {}, el('td', {class: 'key'}, one.name),
        one.values.map(value => el('td', {class: 'run ' + (has(value) && isHash(value) ? 'mono' : '')}, has(value) ? value : el('span', {class: 'unset'}, 'unset'))))))));
  }

  function curves() {
    const place = el('div', {class: 'grid'});
    const choices = ['round', 'epoch', 'examples'];
    const buttons = choices.map(name => el('button', {type: 'button'}, name === 'examples' ? 'examples' : name + 's'));
    const legend = several ? el('div', {class: 'legend'}, runs.map((run, i) => el('span', {}, swatch(color(i), dash(i)), run.name))) : null;
    const draw = axis => {
      buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(choices[i] === axis)));
      const xLabel = {round: 'round', epoch: 'epochs', examples: 'examples'}[axis];
      const xShow = value => axis === 'epoch' ? 'epoch ' + plain(value) : axis === 'round' ? 'round ' + count(value) : count(value) + ' examples';
      const of = (key, from, y, more) => runs.map((run, i) => ({name: several ? run.name : key, key, run: i, x: run[from][axis], y: run[from][y],
        color: color(i), dash: dash(i), ...(more ? more(run) : {})}));
      const each = Math.max(...runs.map(run => run.curves.roundsPerPoint));
      const common = {xLabel, xShow, xFromZero: true};
      const none = 'no evaluation yet';
      const accuracies = runs.flatMap(run => run.evaluations.accuracy);
      const traffic = runs.flatMap((run, i) => ['down', 'up'].map(way => ({name: several ? run.name + ' ' + way : way, key: 'bytes-' + way, run: i, x: run.curves[axis],
        y: run.curves[way], color: several || way === 'down' ? color(i) : RUN_COLORS[1], dash: way === 'up' ? '5 4' : ''})));
      place.replaceChildren(
        card('Training loss', 'mean over the examples of a round' + (each > 1 ? `; a point is the mean of ${each} rounds, the band their lowest and highest` : ''),
          lineChart({...common, id: 'loss', title: 'Training loss', yTick: plain, yShow: loss},
            of('training-loss', 'curves', 'loss', run => ({low: run.curves.lossLow, high: run.curves.lossHigh})))),
        card('Accuracy on the test set', 'after the round’s average',
          lineChart({...common, id: 'accuracy', title: 'Accuracy on the test set', yTick: value => plain(value * 100) + '%', yShow: percent, empty: none,
            yTo: Math.max(...accuracies.filter(has), 0) > 0.9 ? 1 : null}, of('accuracy', 'evaluations', 'accuracy', () => ({dots: true})))),
        card('Loss on the test set', 'mean cross-entropy',
          lineChart({...common, id: 'test-loss', title: 'Loss on the test set', yTick: plain, yShow: loss, empty: none}, of('test-loss', 'evaluations', 'loss', () => ({dots: true})))),
        card('Learning rate', 'of the inner optimizer, at the end of a round',
          lineChart({...common, id: 'learning-rate', title: 'Learning rate', yFrom: 0, yTick: plain, yShow: plain}, of('learning-rate', 'curves', 'learningRate'))),
        card('Bytes travelled', 'from the start of the run: parameters down to all workers, deltas up' + (several ? '; up is dashed' : ''),
          lineChart({...common, id: 'bytes', title: 'Bytes travelled', yFrom: 0, base: 1024, yTick: bytes, yShow: bytes}, traffic),
          several ? null : el('div', {class: 'legend'}, el('span', {}, swatch(color(0), ''), 'down'), el('span', {}, swatch(RUN_COLORS[1], '5 4'), 'up'))),
        card('Time in rounds', 'all rounds; evaluation and checkpoints are not in it', timeTotals()));
    };
    buttons.forEach((button, i) => button.addEventListener('click', () => draw(choices[i])));
    root.append(el('div', {class: 'bar'}, el('h2', {}, 'Curves'), legend, el('div', {class: 'switch', role: 'group', 'aria-label': 'over'}, buttons)), place);
    draw(several ? 'examples' : 'round');
  }

  function timeTotals() {
    const most = Math.max(...runs.map(total));
    const bars = runs.map((run, i) => {
      let from = 0;
      const bar = svg('svg', {viewBox: '0 0 560 20', role: 'img', 'aria-label': 'time of ' + run.name, preserveAspectRatio: 'none'}, PHASES.map(([phase, fillColor]) => {
        const width = most > 0 ? run.totals[phase] / most * 560 : 0;
        from += width;
        return svg('rect', {x: from - width, y: 0, width, height: 20, fill: fillColor});
      }));
      return el('div', {class: 'chart'}, several ? el('div', {class: 'legend'}, el('span', {}, swatch(color(i), dash(i)), run.name)) : null, bar);
    });
    const label = phase => el('span', {}, swatch(phase[1]), phase[0]);
    if (several) {
      const rows = runs.map(run => el('tr', {}, el('td', {class: 'short'}, run.name), PHASES.map(([phase]) => number(duration(run.totals[phase]))), number(duration(total(run)))));
      return el('div', {}, el('div', {class: 'chart legend'}, PHASES.map(label)), bars,
        table(['', ...[...PHASES.map(([phase]) => phase), 'total'].map(name => el('th', {class: 'number'}, name))], rows));
    }
    const run = runs[0], all = total(run);
    const rows = PHASES.map(phase => el('tr', {}, el('td', {}, el('div', {class: 'legend'}, label(phase))), number(duration(run.totals[phase[0]])),
      number(all > 0 ? percent(run.totals[phase[0]] / all) : '–'), number(run.totals.rounds > 0 ? duration(run.totals[phase[0]] / run.totals.rounds) : '–')));
    rows.push(el('tr', {}, el('td', {}, el('b', {}, 'total')), number(duration(all)), number(''), number(run.totals.rounds > 0 ? duration(all / run.totals.rounds) : '–')));
    return el('div', {}, bars, table(['', ...['seconds', 'share', 'a round'].map(name => el('th', {class: 'number'}, name))], rows));
  }

  function times() {
    const note = run => run.curves.roundsPerPoint > 1 ? `mean of ${run.curves.roundsPerPoint} rounds` : 'compute is that of the slowest worker';
    const legend = el('div', {class: 'legend'}, PHASES.map(([phase, fillColor]) => el('span', {}, swatch(fillColor), phase)));
    root.append(el('div', {class: 'bar'}, el('h2', {}, 'Seconds per round'), legend));
    root.append(several ? el('div', {class: 'grid'}, runs.map((run, i) => card(run.name, note(run), timeChart(run, 'time', WIDTH))))
      : el('section', {class: 'card'}, el('p', {class: 'note'}, note(runs[0])), timeChart(runs[0], 'time', 1160)));
  }

  function classes() {
    if (!runs.some(run => has(run.classes))) {
      return;
    }
    root.append(el('h2', {}, 'Classes'));
    const place = el('div', {class: 'grid'});
    runs.forEach(run => {
      if (has(run.classes) && has(run.classes.confusion)) {
        place.append(card(several ? 'Confusion, ' + run.name : 'Confusion', 'rows: true class; columns: predicted; shade: share of the row', confusion(run.classes)));
      }
      if (!several && has(run.classes)) {
        place.append(el('div', {}, perClass(run.classes), mistakes(run.classes)));
      }
    });
    if (several) {
      const names = [...new Set(runs.flatMap(run => has(run.classes) ? run.classes.shown.map(one => one.name) : []))];
      const rows = names.map(name => el('tr', {}, el('td', {}, name), runs.map(run => number(or(has(run.classes)
        ? (run.classes.shown.find(one => one.name === name) || {}).accuracy : null, percent)))));
      place.append(wide(card('Accuracy of each class', null, table(['class', ...runs.map(run => el('th', {class: 'number name'}, run.name))], rows))));
    }
    root.append(place);
  }

  function perClass(all) {
    const rows = all.shown.map(one => {
      const bar = svg('svg', {viewBox: '0 0 160 10', 'aria-hidden': 'true', preserveAspectRatio: 'none'}, svg('rect', {width: 160, height: 10, rx: 2, fill: '#edf0f3'}),
        svg('rect', {width: 160 * (one.accuracy || 0), height: 10, rx: 2, fill: '#3d7edb'}));
      bar.style.width = '160px';
      bar.style.height = '10px';
      bar.style.marginTop = '5px';
      return el('tr', {}, el('td', {}, one.name), el('td', {}, bar), number(or(one.accuracy, percent)), number(count(one.examples)));
    });
    const section = card('Accuracy of each class', all.shown.length < all.all ? `the worst ${all.shown.length} of ${count(all.all)}` : null,
      table(['class', '', el('th', {class: 'number'}, 'accuracy'), el('th', {class: 'number'}, 'examples')], rows));
    section.id = 'classes';
    if (rows.length > 40) {
      section.classList.add('long');
    }
    return section;
  }

  function mistakes(all) {
    const shown = all.confusions.slice(0, has(all.confusion) ? 5 : 20);
    if (shown.length === 0) {
      return null;
    }
    const section = card('Most frequent mistakes', null, table(['true class', 'taken for', el('th', {class: 'number'}, 'examples')],
      shown.map(one => el('tr', {}, el('td', {}, one.truth), el('td', {}, one.predicted), number(count(one.examples))))));
    section.style.marginTop = '16px';
    return section;
  }

  function confusion(all) {
    const size = all.shown.length, counts = all.confusion;
    const clip = text => text.length > 14 ? text.slice(0, 13) + '…' : text;
    const names = all.shown.map(one => clip(one.name));
    const margin = 14 + 6.4 * Math.max(...names.map(name => name.length));
    const cell = (560 - margin) / size;
    const picture = svg('svg', {viewBox: `0 0 560 ${margin + cell * size + 2}`, role: 'img', 'aria-label': 'Confusion matrix', 'data-chart': 'confusion'});
    const slant = names.some(name => name.length * 6.4 > cell - 4);
    names.forEach((name, i) => {
      const middle = margin + cell * (i + 0.5);
      picture.append(svg('text', {x: margin - 8, y: middle + 4, 'text-anchor': 'end', class: 'ink'}, name),
        slant ? svg('text', {transform: `translate(${middle + 4} ${margin - 8}) rotate(-90)`, class: 'ink'}, name)
          : svg('text', {x: middle, y: margin - 8, 'text-anchor': 'middle', class: 'ink'}, name));
    });
    counts.forEach((row, truth) => {
      const sum = row.reduce((a, b) => a + b, 0);
      row.forEach((value, predicted) => {
        const share = sum > 0 ? value / sum : 0;
        const right = truth === predicted;
        const shade = right ? [31, 95, 191] : [201, 55, 44];
        const strength = right ? share * 0.9 : Math.min(1, share * 1.6);
        const mix = shade.map(part => Math.round(255 - (255 - part) * strength));
        const x = margin + cell * predicted, y = margin + cell * truth;
        picture.append(svg('rect', {x, y, width: cell, height: cell, fill: `rgb(${mix})`, stroke: '#e1e5ea', 'stroke-width': 0.6},
          svg('title', {}, `${all.shown[truth].name} taken for ${all.shown[predicted].name}: ${count(value)} of ${count(sum)}`)));
        if (cell >= 26 && value > 0) {
          const label = svg('text', {x: x + cell / 2, y: y + cell / 2 + 4, 'text-anchor': 'middle'}, cell < 36 ? short(value) : count(value));
          label.style.fill = strength > 0.55 ? '#fff' : '#1b2430';
          picture.append(label);
        }
      });
    });
    return el('div', {class: 'chart'}, picture);
  }

  function origin() {
    root.append(el('h2', {}, 'Job and provenance'));
    const settings = card('Job', several ? 'marked where runs differ' : null, values(union(run => run.settings), run => run.settings));
    const all = run => ({...run.provenance, ...(has(run.result.parametersSha256) ? {parametersSha256: run.result.parametersSha256} : {}), ...repeated(run)});
    const provenance = card('Provenance', several ? 'marked where runs differ' : 'what decided the result', values(union(all), all));
    settings.id = 'settings';
    provenance.id = 'provenance';
    [settings, provenance].forEach(section => section.classList.add('long'));
    root.append(several ? el('div', {}, settings, wide(provenance)) : el('div', {class: 'grid'}, settings, provenance));
    runs.forEach(run => {
      const named = several ? ', ' + run.name : '';
      const files = run.files.map(file => el('tr', {}, el('td', {}, file.split), el('td', {}, file.path), number(or(file.bytes, count)), el('td', {class: 'mono'}, file.sha256)));
      const filesCard = card('Data' + named, run.filesInAll > run.files.length ? `the first ${run.files.length} of ${count(run.filesInAll)} files; provenance.json has all` : null,
        table(['', 'file', el('th', {class: 'number'}, 'bytes'), 'sha256'], files));
      const attempts = run.attempts.map(one => el('tr', {}, number(one.number), el('td', {}, one.started), el('td', {}, one.host), number(one.pid)));
      const attemptsCard = card('Attempts' + named, 'processes that worked on the run', table([el('th', {class: 'number'}, '#'), 'started', 'host',
        el('th', {class: 'number'}, 'pid')], attempts));
      root.append(el('div', {class: 'grid origin'}, files.length > 0 ? wide(filesCard) : null, attempts.length > 0 ? wide(attemptsCard) : null));
    });
  }

  function repeated(run) {
    const expected = run.provenance['repeats.parametersSha256'];
    if (!has(expected) || run.status !== 'done') {
      return {};
    }
    return {'repeats.same': run.result.parametersSha256 === expected ? 'same parameters' : 'the parameters differ'};
  }

  head();
  if (several) {
    runTable();
  } else {
    tiles();
  }
  curves();
  times();
  classes();
  origin();
  document.body.append(tip);
  document.documentElement.dataset.drawn = 'yes';
})();
