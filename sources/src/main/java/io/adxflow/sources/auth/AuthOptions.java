package io.adxflow.sources.auth;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** How credentials are judged, whatever listener they come by. */
public final class AuthOptions {
    public static final ConfigOption<Duration> GRACE_PERIOD = ConfigOptions.key("auth.grace-period")
            .durationType()
            .defaultValue(Duration.ofMinutes(10))
            .withDescription(
                    "Time for which a token that was good is taken after it has expired. Then its sender is answered 503"
                            + " with Retry-After until it has a new one, and never 401, after which senders drop what they hold.");

    public static final ConfigOption<Integer> MAX_FAILURES_PER_ADDRESS = ConfigOptions.key(
                    "auth.max-failures-per-address")
            .intType()
            .defaultValue(60)
            .withDescription(
                    "Credentials that are refused within a minute from one address (of IPv6: one /64), beyond which"
                            + " those that were not good before are answered 503 unlooked at. Does not hold for ingest.load-balancers.");

    public static final ConfigOption<List<String>> JWT_ISSUERS = ConfigOptions.key("auth.jwt.issuers")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription(
                    "Values of iss whose JSON Web Tokens are looked at, all signed by the keys of auth.jwt.jwks. Of"
                            + " Entra: https://login.microsoftonline.com/TENANT/v2.0, and https://sts.windows.net/TENANT/ for tokens of"
                            + " version 1. None: no such tokens.");

    public static final ConfigOption<List<String>> JWT_AUDIENCES = ConfigOptions.key("auth.jwt.audiences")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription(
                    "Values of aud, of which a token must have one; needed with auth.jwt.issuers. Of Entra: the"
                            + " application's id, and api://ID for tokens of version 1.");

    public static final ConfigOption<String> JWT_JWKS = ConfigOptions.key("auth.jwt.jwks")
            .stringType()
            .defaultValue("")
            .withDescription(
                    "Where the issuer's keys are, as a JSON Web Key Set: https URL (http of loopback), or absolute path of a"
                            + " file. Of Entra: https://login.microsoftonline.com/TENANT/discovery/v2.0/keys.");

    public static final ConfigOption<List<String>> JWT_ALGORITHMS = ConfigOptions.key("auth.jwt.algorithms")
            .stringType()
            .asList()
            .defaultValues("RS256", "ES256")
            .withDescription("Signature algorithms that are taken: RS, PS and ES with 256, 384 or 512.");

    public static final ConfigOption<Duration> JWT_JWKS_REFRESH = ConfigOptions.key("auth.jwt.jwks-refresh-interval")
            .durationType()
            .defaultValue(Duration.ofHours(1))
            .withDescription(
                    "Time between two fetches of auth.jwt.jwks; a token with a key that is not there brings the next one"
                            + " forward. When a fetch fails, the keys that are there stay.");

    public static final ConfigOption<String> JWT_NAMESPACE_CLAIM = ConfigOptions.key("auth.jwt.namespaces-claim")
            .stringType()
            .defaultValue("")
            .withDescription(
                    "Claim that names the namespaces which the token's bearer may write to, as a list or a text with"
                            + " blanks between; for tokens whose claims no sender of the document asks for. Empty: none.");

    public static final ConfigOption<Duration> JWT_CLOCK_SKEW = ConfigOptions.key("auth.jwt.clock-skew")
            .durationType()
            .defaultValue(Duration.ofMinutes(1))
            .withDescription("By how much the issuer's clock may be ahead (nbf).");

    private AuthOptions() {}
}
