using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Worker;

/// <summary>Makes, once per handler, the delegate that resolves it, binds its arguments and calls it.</summary>
internal static class HandlerInvoker
{
    /// <summary>Makes the delegate.</summary>
    /// <exception cref="UnbindableArgumentsException">Jobs' arguments cannot be bound to the handler's arguments.</exception>
    public static JobDelegate Create(Type handler, HandlerContract contract, JsonSerializerOptions json)
    {
        if (contract.Arguments is not { } arguments)
        {
            return context => ((IJobHandler)Resolve(context, handler)).HandleAsync(context, context.CancellationToken);
        }

        var binder = ArgumentBinder.For(arguments, json);
        var generics = contract.Interface.GetGenericArguments();
        var (method, types) = generics.Length == 1
            ? (nameof(WithArguments), generics)
            : (nameof(WithResult), generics);
        object[] parts = generics.Length == 1 ? [handler, binder] : [handler, binder, json];
        return (JobDelegate)typeof(HandlerInvoker)
            .GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(types)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, parts, null)!;
    }

    private static JobDelegate WithArguments<TArgs>(Type handler, ArgumentBinder binder) => context =>
    {
        var args = (TArgs)binder.Bind(context.Job.Args)!;
        return ((IJobHandler<TArgs>)Resolve(context, handler)).HandleAsync(args, context, context.CancellationToken);
    };

    private static JobDelegate WithResult<TArgs, TResult>(Type handler, ArgumentBinder binder, JsonSerializerOptions json) => async context =>
    {
        var args = (TArgs)binder.Bind(context.Job.Args)!;
        var result = await ((IJobHandler<TArgs, TResult>)Resolve(context, handler)).HandleAsync(args, context, context.CancellationToken);
        (context as WorkerJobContext)?.KeepResult(result, json);
    };

    private static object Resolve(JobContext context, Type handler) => context.Services.GetRequiredService(handler);
}
