package io.adxflow.job.cli.control;

import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a command proves itself to the control API, and whose certificate it takes.
 *
 * @param authorization value of the header; null for none
 * @param tls null for what Java trusts
 */
public record ControlLogin(@Nullable String authorization, @Nullable SSLContext tls) {

    /** @throws CliException when a file cannot be read or is not what it should be; the message tells nothing of its content */
    public static ControlLogin from(@Nullable Path tokenFile, @Nullable Path ca) throws CliException {
        try {
            String authorization = null;
            if (tokenFile != null) {
                String token = Files.readString(tokenFile)
                        .lines()
                        .findFirst()
                        .orElse("")
                        .strip();
                if (token.isEmpty()) {
                    throw new CliException(
                            ExitCodes.USAGE, "--token-file: " + tokenFile + " has no token in its first line");
                }
                authorization = "Bearer " + token;
            }
            return new ControlLogin(authorization, ca == null ? null : trusting(ca));
        } catch (IOException e) {
            throw new CliException(ExitCodes.USAGE, "--token-file or --ca cannot be read: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new CliException(ExitCodes.USAGE, "--ca: " + ca + " has no certificate in PEM");
        }
    }

    private static SSLContext trusting(Path ca) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        var certificates = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(ca)));
        for (Certificate certificate : certificates) {
            trusted.setCertificateEntry("ca" + trusted.size(), certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), new SecureRandom());
        return context;
    }

    /** Says nothing of the token. */
    @Override
    public String toString() {
        return authorization == null ? "nobody" : "somebody with a token";
    }
}
