using System.Buffers;
using System.IO.Pipelines;

namespace Faktory.Client;

/// <summary>The writing half of a connection: sends as many commands in one write as have gathered while the last one was under way.</summary>
/// <param name="output">Where to.</param>
/// <param name="onFailed">Told when a write fails; nothing is written after it.</param>
internal sealed class CommandOutput(PipeWriter output, Action<Exception> onFailed) : IThreadPoolWorkItem
{
    private const int KeptBufferBytes = 1024 * 1024;

    private readonly Lock _gate = new();
    private ArrayBufferWriter<byte> _filling = new();
    private ArrayBufferWriter<byte> _writing = new();
    private bool _isWriting;
    private bool _isEnding;
    private int _holds;

    /// <summary>Sends an encoded command behind those before it. Not after <see cref="CompleteAsync"/>.</summary>
    public void Append(ReadOnlySpan<byte> command)
    {
        lock (_gate)
        {
            _filling.Write(command);
            BeginWriting();
        }
    }

    /// <summary>Begins no write until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _holds++;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _holds = Math.Max(0, _holds - 1);
            BeginWriting();
        }
    }

    /// <summary>Ends the output once everything appended so far is written.</summary>
    public async ValueTask CompleteAsync()
    {
        bool isFirst;
        lock (_gate)
        {
            _isEnding = true;
            _holds = 0;
            isFirst = !_isWriting;
            _isWriting = true;
        }

        if (isFirst)
        {
            await WriteAsync();
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = WriteAsync();

    private void BeginWriting()
    {
        if (!_isWriting && _holds == 0 && _filling.WrittenCount > 0)
        {
            _isWriting = true;

            // Off the caller's thread and behind the work that is there already, so that commands sent at the same moment share one write.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            while (TryTakeFilled(out var isEnd))
            {
                if (isEnd)
                {
                    await output.CompleteAsync();
                    return;
                }

                await output.WriteAsync(_writing.WrittenMemory);
                _writing.ResetWrittenCount();
                if (_writing.Capacity > KeptBufferBytes)
                {
                    _writing = new ArrayBufferWriter<byte>();
                }
            }
        }
        catch (Exception e)
        {
            // The boundary of everything a transport may throw; the senders are told.
            onFailed(e);
        }
    }

    /// <returns>False when nothing is left to write, which ends the writing for now.</returns>
    private bool TryTakeFilled(out bool isEnd)
    {
        lock (_gate)
        {
            isEnd = _isEnding && _filling.WrittenCount == 0;
            if (_filling.WrittenCount > 0)
            {
                (_filling, _writing) = (_writing, _filling);
                return true;
            }

            return _isWriting = isEnd;
        }
    }
}
