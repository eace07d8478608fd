using System.Text;

namespace Faktory.Server.Engine;

/// <summary>
/// A Redis glob over bytes: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a]</c>, and <c>\</c> before a character that is meant.
/// How much of the pattern may have matched so far is a set of bits, so that one pass over the text decides: nothing backtracks.
/// </summary>
internal sealed class Glob
{
    /// <summary>The longest pattern, in bytes of UTF-8: the time per byte of text grows with it.</summary>
    public const int MaxLength = 1000;

    private const int BitsPerWord = 64;

    private readonly int _words;
    private readonly ulong[] _accepts;
    private readonly ulong[] _stays;
    private readonly ulong[] _reached;
    private readonly ulong _end;

    public Glob(string pattern)
    {
        var parts = GlobPart.Parse(Encoding.UTF8.GetBytes(pattern));
        var length = parts.Count(part => part.Accepts is not null);
        _words = (length / BitsPerWord) + 1;
        _accepts = new ulong[(byte.MaxValue + 1) * _words];
        _stays = new ulong[_words];
        _reached = new ulong[_words];
        _end = Bit(length);
        var place = 0;
        foreach (var part in parts)
        {
            if (part.Accepts is { } accepts)
            {
                Accept(accepts, place++);
            }
            else
            {
                _stays[place / BitsPerWord] |= Bit(place);
            }
        }

        Reset();
    }

    /// <summary>Whether the whole text fed since <see cref="Reset"/> matches.</summary>
    public bool IsMatch => (_reached[^1] & _end) != 0;

    /// <summary>Starts with a new text.</summary>
    public void Reset()
    {
        Array.Clear(_reached);
        _reached[0] = 1;
    }

    /// <summary>Takes the next part of the text.</summary>
    public void Feed(ReadOnlySpan<byte> text)
    {
        if (_words == 1)
        {
            FeedShort(text);
            return;
        }

        foreach (var value in text)
        {
            if (IsDecided)
            {
                return;
            }

            Feed(value);
        }
    }

    /// <summary>Whether nothing that follows can change that it matches.</summary>
    private bool IsDecided => (_reached[^1] & _stays[^1] & _end) != 0;

    /// <summary>As <see cref="Feed(byte)"/> for patterns whose bits are one word, which most are.</summary>
    private void FeedShort(ReadOnlySpan<byte> text)
    {
        var (accepts, stays, reached) = (_accepts, _stays[0], _reached[0]);
        foreach (var value in text)
        {
            reached = ((reached & accepts[value]) << 1) | (reached & stays);
        }

        _reached[0] = reached;
    }

    private void Feed(byte value)
    {
        var accepts = _accepts.AsSpan(value * _words, _words);
        var carry = 0UL;
        for (var word = 0; word < accepts.Length; word++)
        {
            var reached = _reached[word];
            var accepted = reached & accepts[word];
            _reached[word] = (accepted << 1) | carry | (reached & _stays[word]);
            carry = accepted >> (BitsPerWord - 1);
        }
    }

    private void Accept(bool[] bytes, int place)
    {
        for (var value = 0; value < bytes.Length; value++)
        {
            if (bytes[value])
            {
                _accepts[(value * _words) + (place / BitsPerWord)] |= Bit(place);
            }
        }
    }

    private static ulong Bit(int place) => 1UL << (place % BitsPerWord);
}
