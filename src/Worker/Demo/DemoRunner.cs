using Faktory;
using Worker.Demo.Progress;
using Worker.Demo.Reporting;
using Worker.Demo.Runs;
using Worker.Demo.Scanning;
using Worker.Demo.Stages;

namespace Worker.Demo;

/// <summary>Starts or resumes a run, follows its chain to the end and shows the result.</summary>
internal sealed class DemoRunner(DemoRequest request, DemoConsole console)
{
    private readonly DataFolder _data = new(request.Data);

    /// <summary>Runs the demo.</summary>
    /// <exception cref="DemoException">It cannot; the message says why and what to do.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var stored = await _data.FindAsync(cancellationToken);
        if (stored is { IsFinished: false } && !request.Resume)
        {
            throw DemoException.Unfinished(request.Data, stored.Run.Input);
        }

        var run = request.Resume && stored is not null ? stored : ScanInput();
        console.ShowRun(run.Run, run.Files.Count, request.Data, isResumed: run == stored);
        await RunAsync(run, isNew: run != stored, cancellationToken);
    }

    private StoredRun ScanInput()
    {
        if (request.Input == request.Data)
        {
            throw new DemoException($"{request.Data} cannot be both input and data folder. Name another data folder with --data DIR.");
        }

        var rules = new SkipRules(request.Data, new ReportFiles(request.Output).All);
        return new StoredRun(new DemoRun(Guid.NewGuid().ToString("N"), request.Input, request.Output), FolderScan.Run(request.Input, rules), Finished: null);
    }

    private async Task RunAsync(StoredRun run, bool isNew, CancellationToken cancellationToken)
    {
        if (!run.IsFinished && !Directory.Exists(run.Run.Input))
        {
            throw DemoException.NoSuchFolder(run.Run.Input);
        }

        using var host = DemoHost.Build(_data);
        await host.StartAsync(cancellationToken);
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        try
        {
            if (isNew)
            {
                await _data.BeginAsync(run.Run, run.Files, stop.Token);
            }

            await RunChainAsync(host.Services, run, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw DemoException.Interrupted();
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private async Task RunChainAsync(IServiceProvider services, StoredRun run, CancellationToken cancellationToken)
    {
        var jobs = services.GetRequiredService<IFaktoryClient>();
        var batchId = run.Finished?.BatchId;
        if (batchId is null)
        {
            // Nothing retries in a new run; in a resumed one, whatever made jobs fail may be mended by now.
            var retrying = new JobMutation(JobMutationAction.Requeue, JobSet.Retries);
            await services.GetRequiredService<IFaktoryAdmin>().MutateAsync(retrying, cancellationToken);
            batchId = await DemoChain.StartAsync(jobs, run.Run, run.Files, cancellationToken);
        }

        var watch = new ChainWatch(jobs, services.GetRequiredService<TimeProvider>());
        var chain = await console.FollowAsync(watch.WatchAsync(batchId, cancellationToken));
        var finished = await _data.Run(run.Run.Id).FindFinishedAsync(cancellationToken)
            ?? throw new DemoException($"The server has no chain for the run in {request.Data}. Delete that folder to start anew.");
        console.ShowResult(run.Run, finished.Totals, chain);
    }
}
