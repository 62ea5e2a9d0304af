package io.adxflow.job.config;

import io.adxflow.sources.auth.PeerNames;
import io.adxflow.sources.auth.SecretSource;
import io.adxflow.sources.auth.SenderSpec;
import io.adxflow.sources.auth.SenderSpec.Control;
import io.adxflow.sources.auth.SenderSpec.Proof;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link SenderSpec}s of the settings under {@code senders.<name>}. No message repeats the value of a key that has to do with a
 * secret: it may be the secret itself, set in the wrong place.
 */
final class SendersParser {
    static final String SECTION = "senders";
    static final List<String> FIELDS = List.of(
            "bearer-file",
            "bearer-env",
            "basic-user",
            "basic-password-file",
            "basic-password-env",
            "mtls-subject",
            "jwt-claims",
            "namespaces",
            "control");
    private static final String CLAIMS = "jwt-claims.";
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String SETTINGS_PREFIX = "ADXFLOW_";
    private static final List<String> CONTROLS =
            Stream.of(Control.values()).map(SendersParser::text).toList();

    private final SettingLayers layers;
    private final List<ConfigProblem> problems;

    SendersParser(SettingLayers layers, List<ConfigProblem> problems) {
        this.layers = layers;
        this.problems = problems;
    }

    static String text(Control control) {
        return control.name().toLowerCase(Locale.ROOT);
    }

    /** @param namespaces those there are */
    Map<String, SenderSpec> parse(Collection<String> namespaces) {
        Map<String, SenderSpec> senders = new TreeMap<>();
        for (String name : new TreeSet<>(layers.names(SECTION))) {
            SenderSpec sender = new One(name).parse(namespaces);
            if (sender != null) {
                senders.put(name, sender);
            }
        }
        return senders;
    }

    /** One sender. */
    private final class One {
        private final String name;
        private final String prefix;
        private final SortedMap<String, Setting> settings;

        One(String name) {
            this.name = name;
            this.prefix = SECTION + "." + name + ".";
            this.settings = layers.under(prefix);
        }

        @Nullable
        SenderSpec parse(Collection<String> namespaces) {
            String origin = SettingLayers.firstOrigin(settings);
            if (!NamespaceParser.NAME.matcher(name).matches()) {
                problems.add(new ConfigProblem(
                        origin,
                        "sender '" + name
                                + "': a name is 1 to 64 letters, digits, '-' and '_', and begins with neither"));
            }
            refuseUnknown();
            List<Proof> proofs = proofs();
            if (proofs.size() != 1) {
                problems.add(new ConfigProblem(
                        origin,
                        "sender " + name + " proves itself in " + proofs.size() + " ways; set one of " + prefix
                                + "bearer-file, bearer-env, basic-user with basic-password-file or basic-password-env,"
                                + " mtls-subject, jwt-claims"));
            }
            List<String> written = namespaces(namespaces);
            Control control = control();
            if (written.isEmpty() && control == Control.NONE) {
                problems.add(new ConfigProblem(
                        origin,
                        "sender " + name + " may do nothing; set " + prefix + "namespaces or " + prefix + "control"));
            }
            return proofs.isEmpty() ? null : new SenderSpec(name, proofs.get(0), written, control);
        }

        private void refuseUnknown() {
            for (Setting setting : settings.values()) {
                String field = setting.key().substring(prefix.length());
                if (!FIELDS.contains(field) && !field.startsWith(CLAIMS)) {
                    problem(
                            setting,
                            "unknown key " + setting.key() + Nearest.hint(field, FIELDS) + " (known: "
                                    + String.join(", ", FIELDS) + "; a secret's value stands in none)");
                }
            }
        }

        private List<Proof> proofs() {
            List<Proof> proofs = new ArrayList<>();
            for (SecretSource tokens : secrets("bearer-file", "bearer-env")) {
                proofs.add(new Proof.Bearer(tokens));
            }
            List<SecretSource> passwords = secrets("basic-password-file", "basic-password-env");
            Setting user = settings.get(prefix + "basic-user");
            if (user != null && (user.text().isEmpty() || user.text().contains(":"))) {
                problem(user, user.key() + ": a user's name is not empty and has no colon");
            }
            if ((user == null) != passwords.isEmpty()) {
                problems.add(new ConfigProblem(
                        SettingLayers.firstOrigin(settings),
                        "sender " + name + ": basic-user and basic-password-file or basic-password-env go together"));
            }
            for (SecretSource secret : passwords) {
                proofs.add(new Proof.Basic(user == null ? "" : user.text(), secret));
            }
            Setting subject = settings.get(prefix + "mtls-subject");
            if (subject != null) {
                proofs.add(certificate(subject));
            }
            Map<String, String> claims = claims();
            if (!claims.isEmpty()) {
                proofs.add(new Proof.Claims(claims));
            }
            return proofs;
        }

        private Proof certificate(Setting setting) {
            try {
                PeerNames.normal(setting.text());
            } catch (IllegalArgumentException e) {
                problem(
                        setting,
                        setting.key() + ": '" + setting.text()
                                + "' is not a subject (expected: CN=edge-7,O=Example, or dns:NAME, or uri:URI)");
            }
            return new Proof.Certificate(setting.text());
        }

        private Map<String, String> claims() {
            Map<String, String> claims = new TreeMap<>();
            SettingPairs.of(prefix + "jwt-claims", settings, problems).forEach((claim, pair) -> {
                if (pair.value() == null || pair.value().isEmpty()) {
                    problem(
                            pair.setting(),
                            prefix + "jwt-claims: '" + claim + "' has no value (expected: claim=value)");
                } else {
                    claims.put(claim, pair.value());
                }
            });
            return claims;
        }

        private List<SecretSource> secrets(String fileField, String variableField) {
            List<SecretSource> secrets = new ArrayList<>();
            Setting file = settings.get(prefix + fileField);
            if (file != null) {
                if (!file.text().startsWith("/")) {
                    problem(
                            file,
                            file.key() + ": not an absolute path; the secret stands in a file, and here its path");
                }
                secrets.add(new SecretSource(SecretSource.Kind.FILE, file.text()));
            }
            Setting variable = settings.get(prefix + variableField);
            if (variable != null) {
                if (!VARIABLE.matcher(variable.text()).matches()
                        || variable.text().startsWith(SETTINGS_PREFIX)) {
                    problem(
                            variable,
                            variable.key()
                                    + ": not the name of an environment variable that a secret may be in (expected:"
                                    + " letters, digits and '_', not beginning with " + SETTINGS_PREFIX
                                    + ", since those are settings, which travel with the job)");
                }
                secrets.add(new SecretSource(SecretSource.Kind.ENVIRONMENT, variable.text()));
            }
            return secrets;
        }

        private List<String> namespaces(Collection<String> known) {
            Setting setting = settings.get(prefix + "namespaces");
            if (setting == null) {
                return List.of();
            }
            List<String> namespaces = setting.parts().stream().distinct().toList();
            for (String namespace : namespaces) {
                if (namespace.equals(SubscriptionSpec.ANY)) {
                    if (namespaces.size() > 1) {
                        problem(setting, setting.key() + ": '*' stands for every namespace, so it stands alone");
                    }
                } else if (!known.contains(namespace)) {
                    problem(
                            setting,
                            setting.key() + ": there is no namespace '" + namespace + "'"
                                    + Nearest.hint(namespace, known));
                }
            }
            return namespaces;
        }

        private Control control() {
            Setting setting = settings.get(prefix + "control");
            if (setting == null) {
                return Control.NONE;
            }
            for (Control control : Control.values()) {
                if (text(control).equals(setting.text())) {
                    return control;
                }
            }
            problem(
                    setting,
                    setting.key() + ": '" + setting.text() + "'" + Nearest.hint(setting.text(), CONTROLS)
                            + " (expected: " + String.join(", ", CONTROLS) + ")");
            return Control.NONE;
        }

        private void problem(Setting setting, String message) {
            problems.add(new ConfigProblem(setting.origin(), message));
        }
    }
}
