using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Faktory.Server.Hosting;

/// <summary>Unpredictable seeds, drawn in blocks because one draw costs as much as a command. One thread only.</summary>
internal sealed class RandomSeedSource : ISeedSource
{
    private readonly ulong[] _block = new ulong[512];
    private int _used = 512;

    public ulong Next()
    {
        if (_used == _block.Length)
        {
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_block.AsSpan()));
            _used = 0;
        }

        return _block[_used++];
    }
}
