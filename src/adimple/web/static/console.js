// Small helps for the console; every page works without them.
(() => {
  "use strict";
  const focusFirst = () => document.querySelector("[data-focus]")?.focus();
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // A chart draws the table it stands beside: <figure data-chart> with <canvas> and <details open><table>.
  const draw = (figure) => {
    const table = figure.querySelector("table");
    const labels = [...table.querySelectorAll("tbody tr")].map((row) => row.cells[0].textContent.trim());
    const cents = [...table.querySelectorAll("tbody td[data-cents]")].map((cell) => Number(cell.dataset.cents) / 100);
    figure.querySelector(".plot").hidden = false;
    figure.querySelector("details").open = false;
    Chart.defaults.font.family = css("--tblr-font-sans-serif");
    Chart.defaults.color = css("--ink-2");
    new Chart(figure.querySelector("canvas"), {
      type: "bar",
      data: { labels, datasets: [{ data: cents, backgroundColor: css("--brand"), maxBarThickness: 22 }] },
      options: {
        locale: "pt-BR", animation: false, maintainAspectRatio: false,
        plugins: { legend: { display: false } },
        scales: {
          x: { grid: { display: false } },
          y: { beginAtZero: true, ticks: { maxTicksLimit: 5 }, border: { display: false }, grid: { color: css("--line") } },
        },
      },
    });
  };

  addEventListener("DOMContentLoaded", () => {
    focusFirst();
    if (window.Chart) document.querySelectorAll("[data-chart]").forEach(draw);
  });
})();
