// One scenario of a foreign client: node scenario.js NAME URL [CERTIFICATE]. What it saw is printed as one line of JSON; anything unexpected ends it with an error.
const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const { Client } = require("faktory-worker/lib/client");
const { Worker } = require("faktory-worker/lib/worker");
const { RETRIES } = require("faktory-worker/lib/mutation");

const [name, url, certificate] = process.argv.slice(2);

// Whoever names a certificate to trust means an encrypted connection; the URL of this client cannot say so.
const tlsOptions = certificate && { ca: readFileSync(certificate) };
const until = async (condition) => {
  while (!(await condition())) {
    await new Promise((next) => setTimeout(next, 20));
  }
};

/** Runs jobs while `body` goes on; every call of a function is told to `body` in `runs`. */
const withWorker = async (functions, body, { outages = false } = {}) => {
  const client = new Client({ url, tlsOptions });
  const worker = new Worker({ url, tlsOptions, concurrency: 4, poolSize: 6, queues: ["node"] });
  const runs = [];
  for (const [jobtype, run] of Object.entries(functions)) {
    worker.register(jobtype, (...args) => async (context) => {
      runs.push({ jobtype, args, at: Date.now(), job: context.job });
      await run(context.job, runs);
    });
  }

  worker.on("error", (error) => {
    // Its own way of saying that all jobs were done in time when it stopped.
    if (error.code !== "ABORT_ERR" && !outages) {
      throw error;
    }
  });
  await worker.work();
  const seen = await body(client, runs);
  await worker.stop();
  await client.close();
  return seen;
};

const push = (client, jobtype, args, more = {}) => client.push({ jobtype, args, queue: "node", ...more });
const state = async (client) => (await client.info()).faktory;

const scenarios = {
  push: () =>
    withWorker({ echo: () => {} }, async (client, runs) => {
      const jid = await push(client, "echo", [1, "zwei", { drei: [3] }, null], { custom: { locale: "de" } });
      await until(() => runs.length === 1);
      await until(async () => (await state(client)).total_processed === 1);
      return { same: runs[0].job.jid === jid, args: runs[0].args, custom: runs[0].job.custom };
    }),

  bulk: () =>
    withWorker({ echo: () => {} }, async (client, runs) => {
      const jobs = Array.from({ length: 500 }, (_, number) => ({ jobtype: "echo", args: [number], queue: "node" }));
      const rejected = await client.pushBulk([...jobs, { jid: "short", jobtype: "echo", args: [], queue: "node" }]);
      await until(async () => (await state(client)).total_processed === jobs.length);
      return { distinct: new Set(runs.map((run) => run.args[0])).size, rejected: Object.keys(rejected), reason: rejected.short.reason };
    }),

  scheduled: () =>
    withWorker({ echo: () => {} }, async (client, runs) => {
      const due = Date.now() + 1500;
      await push(client, "echo", [], { at: new Date(due).toISOString() });
      const waiting = (await state(client)).tasks.Scheduled.size;
      await until(() => runs.length === 1);
      return { waiting, early: runs[0].at < due - 5 };
    }),

  retry: () =>
    withWorker({ fragile: (job) => { if (!job.failure) { throw Object.assign(new Error("not yet"), { code: "EBUSY" }); } } }, async (client, runs) => {
      const jid = await push(client, "fragile", [], { retry: 3 });
      await until(async () => (await state(client)).tasks.Retries.size === 1);
      await client[RETRIES].withJids(jid).requeue();
      await until(async () => (await state(client)).total_processed === 2);
      const { failure } = runs[1].job;
      const { tasks, total_failures: failures } = await state(client);
      return { runs: runs.length, failures, left: tasks.Retries.size, count: failure.retry_count, message: failure.message, type: failure.errtype };
    }),

  batch: () =>
    withWorker({ member: () => {}, done: () => {} }, async (client, runs) => {
      const definition = { description: "from node", success: { jobtype: "done", queue: "node", args: ["all"] } };
      const bid = await client.send(["BATCH", "NEW", JSON.stringify(definition)]);
      const status = async () => JSON.parse(await client.send(["BATCH", "STATUS", bid]));
      await client.pushBulk([1, 2, 3].map((number) => ({ jobtype: "member", args: [number], queue: "node", custom: { bid } })));
      await until(() => runs.length === 3);
      const beforeCommit = (await status()).success_st;
      assert.equal(await client.send(["BATCH", "COMMIT", bid]), "OK");
      await until(async () => (await status()).success_st === "2");
      const { total, pending, failed, description } = await status();
      return { beforeCommit, total, pending, failed, description, last: runs.at(-1).jobtype, args: runs.at(-1).args };
    }),

  restart: () =>
    withWorker(
      { steady: () => new Promise((done) => setTimeout(done, 20)) },
      async (client, runs) => {
        const total = 300;
        await client.pushBulk(Array.from({ length: total }, (_, number) => ({ jobtype: "steady", args: [number], queue: "node" })));
        await until(() => new Set(runs.map((run) => run.args[0])).size === total);
        let seen;
        // An acknowledgement that the outage swallowed leaves its job reserved; all others arrive.
        await until(async () => {
          try {
            seen = await state(client);
            return seen.total_processed + seen.tasks.Busy.size === total;
          } catch {
            return false;
          }
        });
        return { distinct: total, waiting: seen.total_enqueued, swallowed: seen.tasks.Busy.size };
      },
      { outages: true },
    ),

  password: async () => {
    const client = new Client({ url, tlsOptions, poolSize: 1 });
    const jid = await push(client, "echo", []);
    const fetched = await client.fetch("node");
    await client.ack(fetched.jid);
    await client.close();
    return { same: fetched.jid === jid };
  },

  refused: async () => {
    await assert.rejects(new Client({ url, tlsOptions, poolSize: 1 }).connect(), (error) => {
      console.log(JSON.stringify({ error: error.message }));
      return true;
    });
    process.exit(0);
  },

  stop: () =>
    withWorker({ slow: () => new Promise((done) => setTimeout(done, 500)) }, async (client, runs) => {
      await push(client, "slow", []);
      await until(() => runs.length === 1);
      return { running: true };
    }),
};

scenarios[name]().then((seen) => {
  if (seen) {
    console.log(JSON.stringify(seen));
    process.exit(0);
  }
});
