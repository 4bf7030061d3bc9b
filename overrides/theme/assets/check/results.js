// What follows from the answers. @ts-check
/** @param {HTMLElement} place */
export const show = (place) => { place.textContent = "结果"; };
