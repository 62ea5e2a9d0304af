package io.adxflow.job.ops;

import io.adxflow.job.control.ControlAccess;
import io.adxflow.job.web.WebAccess;
import io.adxflow.job.web.WebTrust;
import io.adxflow.sources.auth.Authentication;
import io.adxflow.sources.auth.Permission;
import io.adxflow.sources.tls.TlsFiles;
import io.adxflow.sources.tls.TlsOptions;
import io.adxflow.sources.tls.TlsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.MetricConfig;
import org.jspecify.annotations.Nullable;

/**
 * How the listeners of a process in a cluster meet whoever comes: what {@code ops.authentication}, {@code control.authentication} and
 * {@code web.tls.*} are in a run is here in Flink's configuration, as {@code listen-authentication}, {@code control-authentication} and
 * {@code tls.*} behind {@link #PREFIX}.
 */
record ReporterTrust(@Nullable TlsFiles tls, Authentication opsAuthentication, Authentication controlAuthentication) {
    static final String PREFIX = "metrics.reporter.adxflow.";
    static final String CONTROL = "control-authentication";
    static final String OPS = "listen-authentication";

    /** @throws IllegalArgumentException for the first value that cannot be; the message names its key */
    static ReporterTrust open(MetricConfig config) {
        Configuration named = new Configuration();
        for (String key : config.stringPropertyNames()) {
            named.setString(PREFIX + key, config.getString(key, ""));
        }
        TlsSettings settings = TlsSettings.from(named, PREFIX + "tls.");
        try {
            TlsFiles tls = settings == null ? null : TlsFiles.open(settings).shownAs(TlsOptions.WEB);
            return new ReporterTrust(tls, authentication(config, OPS), authentication(config, CONTROL));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static Authentication authentication(MetricConfig config, String key) {
        String text = config.getString(key, "none");
        try {
            return Authentication.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + key + ": " + text + " (expected: none, observe or require)", e);
        }
    }

    WebTrust ops() {
        return new WebTrust(tls, WebAccess.by(ControlAccess.ofOps(opsAuthentication)));
    }

    WebTrust control() {
        return new WebTrust(tls, WebAccess.by(ControlAccess.ofControl(controlAuthentication)));
    }

    /** Queries read what was sent. */
    WebTrust query(Authentication authentication) {
        return new WebTrust(tls, WebAccess.by(WebAccess.all(authentication, Permission.CONTROL_READ)));
    }

    /** Agents ask for themselves. */
    WebTrust agents() {
        return WebTrust.NONE.withTls(tls);
    }
}
