package io.adxflow.sinks.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.storage.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes the credential of an identity. Secrets are read here, and go nowhere but into the credential. */
public final class Credentials {
    private Credentials() {}

    /**
     * The credential, null with {@code auth=none}.
     *
     * @throws AzureFailure when a secret is not where the configuration says
     */
    public static @Nullable TokenCredential of(Identity identity, HttpClient http) throws AzureFailure {
        return switch (identity.method()) {
            case NONE -> null;
            case WORKLOAD_IDENTITY -> {
                WorkloadIdentityCredentialBuilder builder = new WorkloadIdentityCredentialBuilder();
                with(builder, identity, http);
                yield builder.build();
            }
            case MANAGED_IDENTITY -> {
                ManagedIdentityCredentialBuilder builder = new ManagedIdentityCredentialBuilder().httpClient(http);
                if (identity.clientId() != null) {
                    builder.clientId(identity.clientId());
                }
                yield builder.build();
            }
            case CLIENT_SECRET -> {
                ClientSecretCredentialBuilder builder = new ClientSecretCredentialBuilder();
                with(builder, identity, http);
                yield builder.clientSecret(secret(identity)).build();
            }
            case CLIENT_CERTIFICATE -> {
                Path file = Path.of(String.valueOf(identity.certificateFile()));
                if (!Files.isReadable(file)) {
                    throw configuration("certificate-file: " + file + " (expected: a readable PEM file)");
                }
                ClientCertificateCredentialBuilder builder = new ClientCertificateCredentialBuilder();
                with(builder, identity, http);
                yield builder.pemCertificate(file.toString()).build();
            }
            case AZURE_CLI -> {
                AzureCliCredentialBuilder builder = new AzureCliCredentialBuilder();
                if (identity.tenantId() != null) {
                    builder.tenantId(identity.tenantId());
                }
                yield builder.build();
            }
        };
    }

    /**
     * A secret from the environment.
     *
     * @throws AzureFailure when the variable is not set
     */
    public static String environment(String option, String variable) throws AzureFailure {
        String value = System.getenv(variable);
        if (value == null || value.isBlank()) {
            throw configuration(option + ": environment variable " + variable
                    + " is not set (expected: the secret, on every TaskManager)");
        }
        return value.strip();
    }

    private static String secret(Identity identity) throws AzureFailure {
        if (identity.secretEnv() != null) {
            return environment("client-secret-env", identity.secretEnv());
        }
        Path file = Path.of(String.valueOf(identity.secretFile()));
        try {
            String secret = Files.readString(file).strip();
            if (!secret.isEmpty()) {
                return secret;
            }
        } catch (IOException e) {
            throw configuration("client-secret-file: " + file + " cannot be read: " + FileFailure.words(e)
                    + " (expected: a file with the secret, on every TaskManager)");
        }
        throw configuration("client-secret-file: " + file + " is empty (expected: the secret)");
    }

    private static void with(AadCredentialBuilderBase<?> builder, Identity identity, HttpClient http) {
        builder.httpClient(http);
        if (identity.tenantId() != null) {
            builder.tenantId(identity.tenantId());
        }
        if (identity.clientId() != null) {
            builder.clientId(identity.clientId());
        }
        if (identity.authority() != null) {
            builder.authorityHost(identity.authority());
        }
    }

    private static AzureFailure configuration(String message) {
        return new AzureFailure(FailureKind.CONFIGURATION, message, false);
    }
}
