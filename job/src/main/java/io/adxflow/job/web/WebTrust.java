package io.adxflow.job.web;

import io.adxflow.sources.tls.TlsFiles;
import org.jspecify.annotations.Nullable;

/**
 * How a listener meets whoever comes.
 *
 * @param tls null to speak in plain
 */
public record WebTrust(@Nullable TlsFiles tls, WebAccess access) {
    /** In plain, with everybody. */
    public static final WebTrust NONE = new WebTrust(null, WebAccess.EVERYBODY);

    public WebTrust withTls(@Nullable TlsFiles files) {
        return new WebTrust(files, access);
    }
}
