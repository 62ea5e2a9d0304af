"use strict";
const time = (millis) => new Date(millis).toISOString().replace("T", " ").replace(/\.?0*Z$/, "");

function chart(result) {
  const isPie = result.kind === "piechart";
  const isLine = result.kind === "timechart";
  const isNumeric = isLine && (result.time || new Set(result.numbers).size > 1);
  const points = (values) =>
    isNumeric ? values.map((value, i) => ({ x: result.numbers[i], y: value })) : values;
  const axis = isNumeric
    ? { type: "linear", ticks: { maxRotation: 0, callback: (value) => (result.time ? time(value) : value) } }
    : {};
  const value = { beginAtZero: !isLine };
  return {
    type: isPie ? "pie" : isLine ? "line" : "bar",
    data: {
      labels: isNumeric ? undefined : result.places,
      datasets: result.series.slice(0, isPie ? 1 : undefined).map((series) => ({
        label: series.label,
        data: points(series.values),
        pointRadius: isLine ? 0 : undefined,
        borderWidth: isLine ? 2 : undefined,
      })),
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      indexAxis: result.kind === "barchart" ? "y" : "x",
      interaction: { mode: isPie ? "nearest" : "index", intersect: false },
      scales: isPie ? {} : result.kind === "barchart" ? { x: value, y: axis } : { x: axis, y: value },
      plugins: {
        title: { display: Boolean(result.title), text: result.title },
        legend: { display: isPie || result.series.length > 1 },
        tooltip: isNumeric && result.time ? { callbacks: { title: (items) => time(items[0].parsed.x) } } : {},
      },
    },
  };
}

function table(result) {
  const element = document.createElement("table");
  const row = (cells, tag) => {
    const line = element.insertRow();
    for (const cell of cells) {
      line.appendChild(document.createElement(tag)).textContent = cell ?? "";
    }
  };
  row(result.columns, "th");
  result.rows.forEach((cells) => row(cells, "td"));
  return element;
}

for (const result of JSON.parse(document.getElementById("data").textContent)) {
  const section = document.querySelector("main").appendChild(document.createElement("section"));
  if (result.name) {
    section.appendChild(document.createElement("h2")).textContent = result.name;
  }
  const box = section.appendChild(document.createElement("div"));
  if (result.kind === "table") {
    box.className = "scroll";
    box.appendChild(table(result));
    if (result.more > 0) {
      section.appendChild(document.createElement("p")).textContent = `${result.more} more rows are left out.`;
    }
  } else {
    box.className = "chart";
    new Chart(box.appendChild(document.createElement("canvas")), chart(result));
  }
}
