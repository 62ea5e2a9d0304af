package io.adxflow.sinks.eventhubs;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import io.adxflow.sinks.azure.Calls;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.jspecify.annotations.Nullable;

/**
 * Gives Kafka's client tokens of Microsoft Entra (SASL OAUTHBEARER, RFC 7628). The client makes it by its name, and renews the token
 * before it expires. Public since the client needs it so.
 */
public final class EntraLogin implements AuthenticateCallbackHandler {
    /** Configuration key of the {@link TokenCredential}, as an object. */
    static final String CREDENTIAL = "adxflow.credential";

    /** Configuration key of the scope of the tokens. */
    static final String SCOPE = "adxflow.scope";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private @Nullable TokenCredential credential;
    private String scope = "";

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaas) {
        credential = (TokenCredential) configs.get(CREDENTIAL);
        scope = String.valueOf(configs.get(SCOPE));
    }

    @Override
    public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof OAuthBearerTokenCallback wanted) {
                wanted.token(token());
            } else if (!callback.getClass().getSimpleName().equals("SaslExtensionsCallback")) {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    private OAuthBearerToken token() throws IOException {
        if (credential == null) {
            throw new IOException("no credential");
        }
        try {
            AccessToken token = Calls.await(credential.getToken(new TokenRequestContext().addScopes(scope)), TIMEOUT);
            if (token == null) {
                throw new IOException("no token for " + scope);
            }
            return new Token(
                    token.getToken(), scope, token.getExpiresAt().toInstant().toEpochMilli());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            // Its words alone: what stands behind may hold more than people should see.
            throw new IOException("no token: " + e.getMessage());
        }
    }

    @Override
    public void close() {}

    /** A token of Entra. Shows no secret. */
    private record Token(String value, String scopeName, long lifetimeMs) implements OAuthBearerToken {
        @Override
        public Set<String> scope() {
            return Set.of(scopeName);
        }

        @Override
        public String principalName() {
            return "adxflow";
        }

        @Override
        public @Nullable Long startTimeMs() {
            return null;
        }

        @Override
        public String toString() {
            return "token for " + scopeName;
        }
    }
}
