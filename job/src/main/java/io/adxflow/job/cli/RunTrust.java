package io.adxflow.job.cli;

import io.adxflow.job.control.ControlAccess;
import io.adxflow.job.control.ControlOptions;
import io.adxflow.job.kusto.QueryOptions;
import io.adxflow.job.ops.OpsOptions;
import io.adxflow.job.web.WebAccess;
import io.adxflow.job.web.WebTrust;
import io.adxflow.sources.auth.Authentication;
import io.adxflow.sources.auth.Permission;
import io.adxflow.sources.tls.TlsFiles;
import io.adxflow.sources.tls.TlsOptions;
import io.adxflow.sources.tls.TlsSettings;
import java.io.IOException;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.jspecify.annotations.Nullable;

/** How each listener for people and tools of a run meets whoever comes. */
final class RunTrust {
    private final ReadableConfig options;
    private final @Nullable TlsFiles tls;

    private RunTrust(ReadableConfig options, @Nullable TlsFiles tls) {
        this.options = options;
        this.tls = tls;
    }

    /** @throws CliException when the certificate cannot be used */
    static RunTrust open(ReadableConfig options) throws CliException {
        TlsSettings settings = TlsSettings.from(options, TlsOptions.WEB);
        try {
            return new RunTrust(
                    options, settings == null ? null : TlsFiles.open(settings).shownAs(TlsOptions.WEB));
        } catch (IOException e) {
            throw new CliException(ExitCodes.FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** @param withControl whether the control API is there as well */
    WebTrust ops(boolean withControl) {
        Authentication ops = options.get(OpsOptions.AUTHENTICATION);
        return by(
                withControl
                        ? ControlAccess.ofBoth(ops, options.get(ControlOptions.AUTHENTICATION))
                        : ControlAccess.ofOps(ops));
    }

    WebTrust control() {
        return by(ControlAccess.ofControl(options.get(ControlOptions.AUTHENTICATION)));
    }

    /** Agents ask for themselves. */
    WebTrust agents() {
        return WebTrust.NONE.withTls(tls);
    }

    WebTrust query() {
        return reading(QueryOptions.AUTHENTICATION);
    }

    WebTrust ui() {
        return reading(RunOptions.UI_AUTHENTICATION);
    }

    private WebTrust reading(ConfigOption<Authentication> option) {
        return by(WebAccess.all(options.get(option), Permission.CONTROL_READ));
    }

    private WebTrust by(WebAccess.Rule rule) {
        return new WebTrust(tls, WebAccess.by(rule));
    }
}
