// Starts telegram-test-api on a free port of loopback and prints its address.
const Module = require('module');
const folder = process.argv[2];
const load = Module.createRequire(folder + '/');
const loaded = load('telegram-test-api');
const TelegramServer = loaded.default || loaded;
const net = require('net');
const probe = net.createServer();
probe.listen(0, '127.0.0.1', async () => {
  const { port } = probe.address();
  probe.close(async () => {
    const server = new TelegramServer({ port, host: '127.0.0.1', storeTimeout: 600 });
    await server.start();
    console.log(`http://127.0.0.1:${port}`);
  });
});
