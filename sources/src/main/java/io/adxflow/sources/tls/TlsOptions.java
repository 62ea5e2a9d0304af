package io.adxflow.sources.tls;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The certificates of listeners: of those for senders, and of those for people and tools. */
public final class TlsOptions {
    /** Of the listeners for senders. */
    public static final String INGEST = "ingest.tls.";
    /** Of the listeners for people and tools. */
    public static final String WEB = "web.tls.";

    private static final String CERTIFICATE = "certificate-file";
    private static final String KEY = "key-file";
    private static final String CLIENT_CA = "client-ca-file";
    private static final String CLIENT_AUTH = "client-auth";
    private static final String SENDERS = " of ingest.http, ingest.otlp-http and ingest.otlp-grpc";
    private static final String PEOPLE = " of ops.http, control.http, query.http and ui.http";

    public static final ConfigOption<String> INGEST_CERTIFICATE = certificate(INGEST, SENDERS);
    public static final ConfigOption<String> INGEST_KEY = key(INGEST, SENDERS);
    public static final ConfigOption<String> INGEST_CLIENT_CA = clientCa(INGEST, SENDERS);
    public static final ConfigOption<ClientAuth> INGEST_CLIENT_AUTH = clientAuth(INGEST, SENDERS);
    public static final ConfigOption<String> WEB_CERTIFICATE = certificate(WEB, PEOPLE);
    public static final ConfigOption<String> WEB_KEY = key(WEB, PEOPLE);
    public static final ConfigOption<String> WEB_CLIENT_CA = clientCa(WEB, PEOPLE);
    public static final ConfigOption<ClientAuth> WEB_CLIENT_AUTH = clientAuth(WEB, PEOPLE);

    private TlsOptions() {}

    static ConfigOption<String> certificate(String prefix, String whose) {
        return ConfigOptions.key(prefix + CERTIFICATE)
                .stringType()
                .defaultValue("")
                .withDescription("PEM file with the certificate" + whose
                        + ", and those between it and its root. Read again when it"
                        + " changes: new connections get the new one. Empty: no TLS.");
    }

    static ConfigOption<String> key(String prefix, String whose) {
        return ConfigOptions.key(prefix + KEY)
                .stringType()
                .defaultValue("")
                .withDescription("PEM file with the private key" + whose + ", not encrypted: PKCS#8, PKCS#1 or SEC 1.");
    }

    static ConfigOption<String> clientCa(String prefix, String whose) {
        return ConfigOptions.key(prefix + CLIENT_CA)
                .stringType()
                .defaultValue("")
                .withDescription("PEM file with the authorities whose client certificates are taken by the listeners"
                        + whose + ". Read again when it changes.");
    }

    static ConfigOption<ClientAuth> clientAuth(String prefix, String whose) {
        return ConfigOptions.key(prefix + CLIENT_AUTH)
                .enumType(ClientAuth.class)
                .defaultValue(ClientAuth.NONE)
                .withDescription("Whether clients" + whose
                        + " show certificates: none, request (those without one go on without), or"
                        + " require (they are turned away).");
    }
}
