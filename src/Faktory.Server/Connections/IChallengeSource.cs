namespace Faktory.Server.Connections;

/// <summary>Where the random part of HI comes from when a password is set.</summary>
internal interface IChallengeSource
{
    Challenge Next();
}

/// <summary>The <c>s</c> and <c>i</c> of HI.</summary>
/// <param name="Salt">Lower-case hexadecimal digits.</param>
/// <param name="Iterations">Rounds of the password hash, 4000 to 8095.</param>
internal readonly record struct Challenge(string Salt, int Iterations);
