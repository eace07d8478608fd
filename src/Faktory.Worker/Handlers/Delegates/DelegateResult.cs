using System.Reflection;
using System.Text.Json;

namespace Faktory.Worker;

/// <summary>Waits for what a mapped delegate returned, and keeps its result.</summary>
internal static class DelegateResult
{
    /// <summary>Decides by the return type: void, Task and ValueTask result in nothing, anything else is the result or promises it.</summary>
    public static Func<object?, JobContext, Task> Of(Type type, JsonSerializerOptions json)
    {
        if (type == typeof(void))
        {
            return (_, _) => Task.CompletedTask;
        }

        if (type == typeof(Task))
        {
            return (task, _) => Promised<Task>(task);
        }

        if (type == typeof(ValueTask))
        {
            return (task, _) => Promised<ValueTask>(task).AsTask();
        }

        var definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : null;
        return definition == typeof(Task<>) ? Make(nameof(OfTask), type.GetGenericArguments()[0], json)
            : definition == typeof(ValueTask<>) ? Make(nameof(OfValueTask), type.GetGenericArguments()[0], json)
            : Make(nameof(OfValue), type, json);
    }

    private static Func<object?, JobContext, Task> OfTask<T>(JsonSerializerOptions json) =>
        async (task, context) => Keep(await Promised<Task<T>>(task), context, json);

    private static Func<object?, JobContext, Task> OfValueTask<T>(JsonSerializerOptions json) =>
        async (task, context) => Keep(await Promised<ValueTask<T>>(task), context, json);

    private static Func<object?, JobContext, Task> OfValue<T>(JsonSerializerOptions json) => (value, context) =>
    {
        Keep((T)value!, context, json);
        return Task.CompletedTask;
    };

    private static void Keep<T>(T value, JobContext context, JsonSerializerOptions json) => (context as WorkerJobContext)?.KeepResult(value, json);

    private static T Promised<T>(object? task) => task is T promised ? promised : throw new InvalidOperationException("The delegate returned null in place of a Task.");

    private static Func<object?, JobContext, Task> Make(string method, Type result, JsonSerializerOptions json) =>
        (Func<object?, JobContext, Task>)typeof(DelegateResult)
            .GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(result)
            .Invoke(null, [json])!;
}
