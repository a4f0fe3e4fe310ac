/**
 * Loaded before each supervised process (`node --import`): when the launcher is gone, however it
 * ended, the channel closes and the process stops as if asked to.
 */
if (process.channel) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), 5_000).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  process.channel.unref();
}
