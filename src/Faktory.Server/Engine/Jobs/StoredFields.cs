using System.Text.Json;

namespace Faktory.Server.Engine;

/// <summary>The fields of a canonical payload that the engine keeps beside it. Read for each job at a start: nothing is allocated.</summary>
internal ref struct StoredFields
{
    public JobHash Job { get; private set; }

    public int Retry { get; private set; }

    public int ReserveFor { get; private set; }

    /// <inheritdoc cref="PayloadFields.HasTerms"/>
    public bool HasTerms { get; private set; }

    public static StoredFields Read(ReadOnlySpan<byte> payload)
    {
        var fields = new StoredFields { Retry = PayloadFields.DefaultRetry };
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
            Job = reader.ValueIsEscaped ? JobHash.Of(reader.GetString()!) : JobHash.Of(reader.ValueSpan);
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
            reader.Read();
            reader.Skip();
        }
    }
}
