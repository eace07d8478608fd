using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Faktory.Protocol.Tests.Jobs;

internal static class JobText
{
    public static string Write(Job job, bool resend = false)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            JobJson.Write(writer, job, resend);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static Job Read(string json) => JobJson.Read(Encoding.UTF8.GetBytes(json));
}
