package io.adxflow.emulator.storage;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs an account SAS with the key that each Azurite has.
 *
 * <p>Source: "Create an account SAS" of the Azure Storage REST reference, version 2019-12-12.
 */
public final class AccountSas {
    /** The account that every Azurite starts with. */
    public static final String ACCOUNT = "devstoreaccount1";

    /** Its key, printed in Microsoft's documentation and the same everywhere: it protects nothing. */
    public static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static final String VERSION = "2019-12-12";
    private static final String PERMISSIONS = "rwdlacup";
    private static final String SERVICES = "bqt";
    private static final String RESOURCE_TYPES = "sco";
    private static final String PROTOCOLS = "https,http";

    private AccountSas() {}

    /** A query string without the question mark, good for blobs, queues and tables until {@code expiry}. */
    public static String sign(Instant expiry) {
        String end = expiry.truncatedTo(ChronoUnit.SECONDS).toString();
        String toSign =
                String.join("\n", ACCOUNT, PERMISSIONS, SERVICES, RESOURCE_TYPES, "", end, "", PROTOCOLS, VERSION)
                        + "\n";
        return "sv=" + VERSION + "&ss=" + SERVICES + "&srt=" + RESOURCE_TYPES + "&sp=" + PERMISSIONS + "&se="
                + encoded(end) + "&spr=" + encoded(PROTOCOLS) + "&sig=" + encoded(hmac(toSign));
    }

    private static String hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
