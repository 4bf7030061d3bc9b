// The quality board: the industries of one department, kept in the address. Without scripts the whole table stands.
// @ts-check

/** @param {HTMLElement} bar */
function start(bar) {
  const department = /** @type {HTMLSelectElement} */ (bar.querySelector("[name=department]"));
  const written = /** @type {HTMLInputElement} */ (bar.querySelector("[name=written]"));
  const rows = [...document.querySelectorAll("tr[data-leads]")].map((row) => /** @type {HTMLElement} */ (row));
  const update = () => {
    for (const row of rows) {
      const leads = (row.dataset.leads ?? "").split(" ");
      row.hidden = (department.value !== "" && !leads.includes(department.value)) || (written.checked && !("written" in row.dataset));
    }
    const count = bar.querySelector("[data-count]");
    if (count) count.textContent = `显示 ${rows.filter((row) => !row.hidden).length} 个`;
  };
  department.value = new URLSearchParams(location.search).get("department") ?? "";
  if (department.selectedIndex < 0) department.value = "";
  bar.hidden = false;
  bar.addEventListener("input", () => {
    update();
    history.replaceState(null, "", `${location.pathname}${department.value ? `?department=${department.value}` : ""}`);
  });
  update();
}

const bar = document.querySelector("[data-board]");
if (bar instanceof HTMLElement) start(bar);
