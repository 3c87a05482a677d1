// Loaded into the kernel before tslab: ends it when the Jupyter that started it
// is gone, which a Jupyter that is killed outright cannot do itself.
const parent = process.ppid;
setInterval(() => {
	if (process.ppid !== parent) process.exit(1);
}, 2000).unref();
