package io.adxflow.sources.tls;

import io.adxflow.sources.files.WatchedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that new connections get, as its files last said. Files that are wrong, or do not fit together, change nothing; it is
 * told and shown. {@link #refresh} reads files, one thread at a time; all else is for any thread.
 */
public final class TlsFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
    private static final Map<String, TlsFiles> SHOWN = new ConcurrentHashMap<>();

    private final TlsSettings settings;
    private final WatchedFile certificate;
    private final WatchedFile key;
    private final @Nullable WatchedFile clientCa;
    private final List<Consumer<TlsMaterial>> listeners = new CopyOnWriteArrayList<>();
    private volatile TlsMaterial material;
    private volatile boolean refused;
    private @Nullable String problem;

    private TlsFiles(TlsSettings settings) throws IOException {
        this.settings = settings;
        this.certificate = new WatchedFile(Path.of(settings.certificateFile()));
        this.key = new WatchedFile(Path.of(settings.keyFile()));
        this.clientCa = settings.clientCaFile().isEmpty() ? null : new WatchedFile(Path.of(settings.clientCaFile()));
        this.material = read();
    }

    /**
     * Reads the files for the first time.
     *
     * @throws IOException when they cannot be used; the message names file and option
     */
    public static TlsFiles open(TlsSettings settings) throws IOException {
        return new TlsFiles(settings);
    }

    /** Lets gauges find these files from now on, as those of a family of listeners, until others take their place. */
    public TlsFiles shownAs(String family) {
        SHOWN.put(family, this);
        return this;
    }

    /** Those of this JVM that are {@link #shownAs} a family's; null when there are none. */
    public static @Nullable TlsFiles shown(String family) {
        return SHOWN.get(family);
    }

    public TlsSettings settings() {
        return settings;
    }

    public TlsMaterial material() {
        return material;
    }

    /** True while the files are wrong, so that an older certificate is shown. */
    public boolean isRefused() {
        return refused;
    }

    /** Tells of each change from now on, on the thread of {@link #refresh}. */
    public void onChange(Consumer<TlsMaterial> listener) {
        listeners.add(listener);
    }

    /** Reads what has changed. Called about once a second. */
    public synchronized void refresh() {
        boolean changed = certificate.hasChanged() || key.hasChanged() || (clientCa != null && clientCa.hasChanged());
        if (!changed) {
            return;
        }
        try {
            TlsMaterial next = read();
            if (!next.equals(material)) {
                material = next;
                LOG.info("{}*: new connections get the {}, valid until {}", settings.prefix(), next, next.expires());
                listeners.forEach(listener -> listener.accept(next));
            } else if (refused) {
                LOG.info("{}*: the files are right again", settings.prefix());
            }
            refused = false;
            problem = null;
        } catch (IOException e) {
            refused = true;
            if (!String.valueOf(e.getMessage()).equals(problem)) {
                problem = String.valueOf(e.getMessage());
                LOG.error(
                        "{}; new connections get the {} as before, valid until {}",
                        problem,
                        material,
                        material.expires());
            }
        }
    }

    private TlsMaterial read() throws IOException {
        List<X509Certificate> chain = certificates(certificate, "certificate-file");
        byte[] text = bytes(key, "key-file");
        PrivateKey secret;
        try {
            secret = Pem.key(
                    new String(text, StandardCharsets.ISO_8859_1),
                    chain.get(0).getPublicKey().getAlgorithm());
        } catch (GeneralSecurityException e) {
            throw unusable(key, "key-file", e);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
        List<X509Certificate> authorities = clientCa == null ? List.of() : certificates(clientCa, "client-ca-file");
        try {
            return TlsMaterial.of(secret, chain, authorities);
        } catch (GeneralSecurityException e) {
            throw unusable(key, "key-file", e);
        }
    }

    private List<X509Certificate> certificates(WatchedFile file, String option) throws IOException {
        try {
            return Pem.certificates(new String(bytes(file, option), StandardCharsets.ISO_8859_1));
        } catch (GeneralSecurityException e) {
            throw unusable(file, option, e);
        }
    }

    private byte[] bytes(WatchedFile file, String option) throws IOException {
        try {
            return file.read();
        } catch (IOException e) {
            throw unusable(file, option, e);
        }
    }

    private IOException unusable(WatchedFile file, String option, Exception cause) {
        String reason = cause instanceof IOException
                ? "cannot be read (" + cause.getClass().getSimpleName() + ")"
                : String.valueOf(cause.getMessage());
        return new IOException(settings.prefix() + option + ": " + file.path() + " " + reason);
    }
}
