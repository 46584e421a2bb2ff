// What SimCord's page lacks for a practice: it shows one channel, stays where it is when somebody writes, and does not
// show that somebody types.
(() => {
  const timeline = document.getElementById("channel-timeline");
  let atEnd = true;
  timeline.addEventListener("scroll", () => {
    atEnd = timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < 120;
  });
  new ResizeObserver(() => {
    if (atEnd) timeline.scrollTop = timeline.scrollHeight;
  }).observe(document.getElementById("channel-message-list"));

  const picker = document.getElementById("room-picker");
  const fetched = window.fetch.bind(window);
  let headers = null;
  let shown = "";

  const typing = document.getElementById("typing");

  function show(payload) {
    if (payload && typeof payload.typing === "string") typing.textContent = payload.typing;
    if (!payload || !Array.isArray(payload.rooms) || document.activeElement === picker) return;
    const text = JSON.stringify([payload.rooms, payload.room]);
    if (text === shown) return;
    shown = text;
    atEnd = true;
    picker.replaceChildren(...payload.rooms.map((room) => new Option(room.name, room.id, false, room.id === payload.room)));
  }

  window.fetch = async (path, options) => {
    const response = await fetched(path, options);
    if (response.ok && (path === "/api/state" || path === "/api/pages")) {
      response.clone().json().then((payload) => {
        headers = { ...options.headers, "Content-Type": "application/json", "X-Simcord-Context": payload.context.id };
        show(payload);
      }).catch(() => {});
    }
    return response;
  };

  picker.addEventListener("change", async () => {
    const body = JSON.stringify({ kind: "room", room: picker.value });
    picker.blur();
    shown = "";
    if (headers) await fetched("/api/action", { method: "POST", headers, body, cache: "no-store" });
  });
})();
