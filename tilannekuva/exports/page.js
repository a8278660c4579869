// Shows the rows of one region, in every table that names regions; nothing leaves this file.
const choice = document.getElementById("region");
if (choice) choice.addEventListener("change", () => {
  let shown = 0;
  for (const row of document.querySelectorAll("tr[data-region]")) {
    row.hidden = choice.value !== "" && row.dataset.region !== choice.value;
    shown += !row.hidden;
  }
  document.getElementById("shown").textContent = String(shown);
});
