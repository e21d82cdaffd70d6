export const notes = `notes`;
