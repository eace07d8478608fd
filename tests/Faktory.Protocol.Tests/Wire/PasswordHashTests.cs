namespace Faktory.Protocol.Tests.Wire;

public sealed class PasswordHashTests
{
    [Theory]
    [InlineData("foobar", "55104dc76695721d", 1, "bda5ef54df4404655456165c27f46764614a296cdafcaffc747b7ab7cc1ea313")]
    [InlineData("foobar", "55104dc76695721d", 0, "bda5ef54df4404655456165c27f46764614a296cdafcaffc747b7ab7cc1ea313")]
    [InlineData("foobar", "55104dc76695721d", 1545, "6d877f8e5544b1f2598768f817413ab8a357afffa924dedae99eb91472d4ec30")]
    [InlineData("s3cret", "1a2b3c", 4000, "cf698f7a9771249d8002bfbe21fefc1f25ca56acb361b937006580b07d8800c8")]
    public void The_hash_is_the_one_that_servers_expect(string password, string salt, int iterations, string hash) =>
        Assert.Equal(hash, PasswordHash.Compute(password, salt, iterations));
}
