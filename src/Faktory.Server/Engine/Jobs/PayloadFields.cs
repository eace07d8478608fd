using System.Text.Json;

namespace Faktory.Server.Engine;

/// <summary>The fields of a canonical payload that the engine needs again after a restart, or rarely.</summary>
internal sealed record PayloadFields
{
    public const int DefaultRetry = 25;

    public string JobId { get; private set; } = "";

    public string JobType { get; private set; } = "";

    public string Queue { get; private set; } = "default";

    public int Retry { get; private set; } = DefaultRetry;

    public int ReserveFor { get; private set; }

    public DateTime? At { get; private set; }

    public string? BatchId { get; private set; }

    /// <summary>Whether <see cref="JobTermsReader"/> finds something.</summary>
    public bool HasTerms { get; private set; }

    public static PayloadFields Read(ReadOnlySpan<byte> payload)
    {
        var fields = new PayloadFields();
        var reader = new Utf8JsonReader(payload, PayloadEditor.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            fields.ReadField(ref reader);
        }

        return fields;
    }

    private void ReadField(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("jid"u8))
        {
            reader.Read();
            JobId = reader.GetString()!;
        }
        else if (reader.ValueTextEquals("jobtype"u8))
        {
            reader.Read();
            JobType = reader.GetString()!;
        }
        else if (reader.ValueTextEquals("queue"u8))
        {
            reader.Read();
            Queue = reader.GetString()!;
        }
        else if (reader.ValueTextEquals("retry"u8))
        {
            reader.Read();
            Retry = reader.GetInt32();
        }
        else if (reader.ValueTextEquals("reserve_for"u8))
        {
            reader.Read();
            ReserveFor = reader.GetInt32();
        }
        else if (reader.ValueTextEquals("at"u8))
        {
            reader.Read();
            At = WireTime.TryParse(reader.GetString(), out var at) ? at : null;
        }
        else if (reader.ValueTextEquals("custom"u8))
        {
            reader.Read();
            ReadCustom(ref reader);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private void ReadCustom(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            HasTerms |= JobTermsReader.IsTerm(ref reader);
            var isBid = reader.ValueTextEquals("bid"u8);
            reader.Read();
            if (isBid && reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } bid)
            {
                BatchId = bid;
            }

            reader.Skip();
        }
    }
}
