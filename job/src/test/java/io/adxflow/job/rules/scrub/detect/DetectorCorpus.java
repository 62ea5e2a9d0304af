package io.adxflow.job.rules.scrub.detect;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Makes texts as logs have them: with one sensitive text each, or with something that only looks like one. By a seed. */
final class DetectorCorpus {
    private static final String ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String[] CONTEXTS = {
        "%s",
        "user %s logged in",
        "value=%s",
        "{\"user\":\"%s\",\"ok\":true}",
        "{\"a\":\"first line\\n%s\",\"n\":1}",
        "request failed for '%s', retrying",
        "GET /x?q=1 from <%s> took 12 ms",
        "[2026-11-29T12:34:56Z] INFO c.e.Service - got %s.",
        "(%s)",
        "żółć %s – ende",
        "a,b,%s,d\tx"
    };

    /**
     * One text of the corpus.
     *
     * @param secret the part that must be found, or empty when nothing may be
     */
    record Sample(String text, String secret) {}

    private final Random random;

    DetectorCorpus(long seed) {
        random = new Random(seed);
    }

    List<Sample> positives(Detector detector, int count) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(positive(detector));
        }
        return samples;
    }

    List<String> nearMisses(Detector detector, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(String.format(Locale.ROOT, CONTEXTS[random.nextInt(CONTEXTS.length)], miss(detector)));
        }
        return texts;
    }

    private Sample in(String before, String secret, String after) {
        String context = CONTEXTS[random.nextInt(CONTEXTS.length)];
        return new Sample(context.replace("%s", before + secret + after), secret);
    }

    private Sample positive(Detector detector) {
        return switch (detector) {
            case EMAIL -> in("", email(), "");
            case IPV4 -> in("", ipv4(), one("", ":8080", "/24"));
            case IPV6 -> in("", ipv6(), one("", "%eth0", "/64"));
            case MAC -> in("", mac(), "");
            case PAYMENT_CARD -> in("", card(), "");
            case IBAN -> in("", iban(), "");
            case JWT -> in("", jwt(), "");
            case PRIVATE_KEY -> in("", pem(), "");
            case AZURE_STORAGE_KEY ->
                in(
                        "DefaultEndpointsProtocol=https;AccountName=" + lower(8) + ";AccountKey=",
                        base64(64),
                        ";EndpointSuffix=core.windows.net");
            case EVENT_HUBS_KEY ->
                in(
                        "Endpoint=sb://" + lower(6)
                                + ".servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=",
                        base64(32),
                        one("", ";EntityPath=hub"));
            case SAS_SIGNATURE ->
                in(
                        "https://x.blob.core.windows.net/c/b?sv=2024-11-04&se=2026-01-01&sp=r&sig=",
                        base64(32).replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"),
                        one("", "&sr=b"));
            case ENTRA_CLIENT_SECRET ->
                in(
                        one("", "client secret: "),
                        of(ALNUM + "_~.-", 3, ALNUM) + digit() + "Q~"
                                + of(ALNUM + "_~.-", 31 + random.nextInt(4), ALNUM),
                        "");
            case AWS_KEY ->
                random.nextBoolean()
                        ? in("", one("AKIA", "ASIA") + of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, null), "")
                        : in(
                                one("aws_secret_access_key = ", "AWS_SECRET_ACCESS_KEY=", "SecretAccessKey: "),
                                of(ALNUM + "/+", 40, null),
                                "");
            case GCP_KEY ->
                switch (random.nextInt(3)) {
                    case 0 -> in("", "AIza" + of(ALNUM + "-_", 35, ALNUM), "");
                    case 1 -> in("token ", "ya29." + of(ALNUM + "-_", 60, ALNUM), "");
                    default -> in("", "GOCSPX-" + of(ALNUM + "-_", 28, ALNUM), "");
                };
            case GITHUB_TOKEN -> in("", gitHub(), "");
            case BEARER_TOKEN ->
                in(
                        one("Authorization: Bearer ", "authorization=bearer ", "Bearer "),
                        one(jwt(), hex(40), of(ALNUM, 32, null)),
                        "");
            case BASIC_CREDENTIALS ->
                in(
                        one("Authorization: Basic ", "basic "),
                        Base64.getEncoder()
                                .encodeToString((lower(6) + ":" + of(ALNUM + "!$%", 10, null))
                                        .getBytes(StandardCharsets.UTF_8)),
                        "");
            case URL_USERINFO ->
                in(
                        one("https", "amqp", "postgresql", "redis") + "://",
                        lower(6) + ":" + of(ALNUM + "!$*-_", 8, ALNUM),
                        "@" + lower(5) + ".example.com/path");
            case URL_SECRET ->
                in(
                        "https://api.example.com/v1/x?page=2&"
                                + one("access_token", "token", "api_key", "client_secret", "password") + "=",
                        of(ALNUM + "-_", 16, ALNUM),
                        one("", "&y=1"));
            case PHONE -> in("", phone(), "");
            case US_SSN -> in(one("SSN: ", "social security number ", "ssn=", "SSN "), ssn(), "");
            case GUID -> in("", uuid(), "");
        };
    }

    private String miss(Detector detector) {
        return switch (detector) {
            case EMAIL ->
                one(
                        "root@localhost",
                        "lodash@4.17.21",
                        "icon@2x.png",
                        "@Override",
                        "user@@host",
                        "git@github.com:org/repo",
                        "a@b",
                        "unit@1.service",
                        "@example.com",
                        lower(5) + "@" + lower(6));
            case IPV4 ->
                one(
                        "v1.2.3.4",
                        "1.2.3.4.5",
                        "256.1.1.1",
                        "version 10.2.3.4",
                        "1.2.3",
                        "10.0.0",
                        "3.14.15.926",
                        "01.2.3.4",
                        "1.3.6.1.4.1.311.2",
                        "a1.2.3.4",
                        "release 1.2.3.4");
            case IPV6 ->
                one(
                        "12:34:56",
                        "std::vector",
                        "a::b",
                        "dead::beef",
                        mac(),
                        "00:11:22:33:44:55:66:77",
                        "x::1",
                        "1:2:3",
                        "::",
                        "2026-01-01T12:34:56",
                        "java.lang.String::valueOf",
                        "key:value:fe80");
            case MAC ->
                one(
                        "12:34:56",
                        "00:11:22:33:44",
                        "00:11:22:33:44:55:66:77",
                        "0g:11:22:33:44:55",
                        "2026-11-29",
                        uuid(),
                        hex(12),
                        "00:11-22:33:44:55");
            case PAYMENT_CARD ->
                one(
                        cardFailing(),
                        digits(16, '1'),
                        uuid(),
                        hex(32),
                        "17" + digits(14, '0'),
                        digits(25, '4'),
                        "4111-11-1111",
                        "1.4111111111111111",
                        ipv4());
            case IBAN ->
                one(
                        ibanFailing(),
                        "AB12" + digits(18, '1'),
                        "DE12",
                        hex(22).toUpperCase(Locale.ROOT),
                        "SHA256",
                        uuid(),
                        "US12345678901234567890");
            case JWT ->
                one(
                        "eyJ.a.b",
                        "eyJhbGciOi",
                        encoded("{\"typ\":\"x\"}") + ".e30.abc",
                        encoded("{\"alg\":\"x\"}"),
                        of(ALNUM, 40, null) + "." + of(ALNUM, 40, null) + ".x",
                        "eyJhbGciOiJub25l.e30");
            case PRIVATE_KEY ->
                one(
                        "-----BEGIN CERTIFICATE-----\nMIIB" + of(ALNUM, 60, null) + "\n-----END CERTIFICATE-----",
                        "-----BEGIN PUBLIC KEY-----\n" + of(ALNUM, 60, null) + "\n-----END PUBLIC KEY-----",
                        "BEGIN PRIVATE KEY",
                        "expected -----BEGIN PRIVATE KEY----- in the file",
                        "-----BEGIN-----");
            case AZURE_STORAGE_KEY ->
                one(
                        "AccountKey=***",
                        "AccountKey=" + of(ALNUM, 20, null),
                        "AccountName=" + of(ALNUM, 88, null),
                        "AccountKey={key}",
                        base64(64));
            case EVENT_HUBS_KEY ->
                one(
                        "SharedAccessKey=***",
                        "SharedAccessKeyName=" + base64(32),
                        "SharedAccessKey=" + of(ALNUM, 12, null),
                        "SharedAccessKey={0}",
                        base64(32));
            case SAS_SIGNATURE ->
                one(
                        "sig=abc",
                        "config=" + base64(32),
                        "sig=" + of(ALNUM, 20, null),
                        "my_sig=" + base64(32),
                        "signature " + base64(32),
                        "sig={sig}");
            case ENTRA_CLIENT_SECRET ->
                one(
                        "abcdQ~" + of(ALNUM, 33, null),
                        "ab18Q~short",
                        "Q~",
                        "abc8Q-" + of(ALNUM, 33, null),
                        "x~y~z",
                        "abc8Q~" + of(ALNUM, 60, null));
            case AWS_KEY ->
                one(
                        "AKIA123",
                        "AKIA" + of(ALNUM.toLowerCase(Locale.ROOT), 16, null),
                        "xAKIA" + of("ABCDEFGH", 16, null),
                        "AKIA" + of("ABCDEFGH", 22, null),
                        hex(40),
                        "secret: no",
                        "AccessKey: " + of(ALNUM, 40, null));
            case GCP_KEY ->
                one(
                        "AIza",
                        "AIza" + of(ALNUM, 20, null),
                        "AIza" + of(ALNUM, 60, null),
                        "ya29",
                        "ya29.short",
                        "GOCSPX-short",
                        "xAIza" + of(ALNUM, 35, null));
            case GITHUB_TOKEN ->
                one(
                        "ghp_" + of(ALNUM, 35, null),
                        "ghp_" + of(ALNUM, 30, null) + "AAAAAA",
                        "ghx_" + of(ALNUM, 36, null),
                        "github_pat_short",
                        "ghp_token",
                        "high_" + of(ALNUM, 36, null));
            case BEARER_TOKEN ->
                one(
                        "bearer authentication failed",
                        "Bearer token is missing",
                        "Bearer realm=\"x\"",
                        "bearer of bad news",
                        "Bearer <token>",
                        "Bearer invalid-token-presented",
                        "forbearer " + hex(40),
                        "Bearer {token}");
            case BASIC_CREDENTIALS ->
                one(
                        "Basic authentication failed",
                        "basic configuration",
                        "Basic realm=\"x\"",
                        "Basic " + encoded("no colon at all") + "=",
                        "basic QUJD",
                        "visual basic runtime");
            case URL_USERINFO ->
                one(
                        "https://example.com/a@b",
                        "ssh://git@github.com/x",
                        "https://example.com:8443/x",
                        "http://host/?q=a:b@c",
                        "mailto:a@b.example",
                        "https://user@host/",
                        "https://u:{password}@h/");
            case URL_SECRET ->
                one(
                        "?token=***",
                        "?page=2&size=10",
                        "&tokens=5",
                        "?token={token}",
                        "mytoken=abc",
                        "?password=",
                        "?max_tokens=100",
                        "&token=<redacted>",
                        "?next=token");
            case PHONE ->
                one(
                        "+0200",
                        "+1000",
                        "+12345678",
                        "x+49301234567",
                        "+1 100 200 3000",
                        "1.5e+10",
                        "UTC+02:00",
                        "+99912345678901234",
                        "2+33123456789",
                        "+331234",
                        digits(11, '1'),
                        "+1234567890123456789");
            case US_SSN ->
                one(
                        "123-45-6789",
                        "ssn: 000-12-3456",
                        "ssn: 666-12-3456",
                        "ssn 912-34-5678",
                        "ssn 123-00-4567",
                        "ssn 123-45-0000",
                        "order 123-45-6789",
                        "ssn: 123-456-789",
                        "ssn: 1234-56-7890",
                        "tel 555-12-3456");
            case GUID ->
                one(
                        uuid().substring(1),
                        hex(32),
                        uuid() + "0",
                        "12345678-1234-1234-1234-12345678901",
                        "z" + uuid().substring(1),
                        "0" + uuid(),
                        "1234567-1234-1234-1234-123456789012",
                        "2026-11-29-12-34-56");
        };
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private String of(String alphabet, int length, @Nullable String ends) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            String from = ends != null && (i == 0 || i == length - 1) ? ends : alphabet;
            text.append(from.charAt(random.nextInt(from.length())));
        }
        return text.toString();
    }

    private String lower(int length) {
        return of("abcdefghijklmnopqrstuvwxyz", length, null);
    }

    private String hex(int length) {
        return of("0123456789abcdef", length, null);
    }

    private char digit() {
        return (char) ('0' + random.nextInt(10));
    }

    private String digits(int length, char first) {
        return (first == '0' ? "" : String.valueOf(first)) + of("0123456789", first == '0' ? length : length - 1, null);
    }

    private String uuid() {
        String text = new UUID(random.nextLong(), random.nextLong()).toString();
        return random.nextBoolean() ? text : text.toUpperCase(Locale.ROOT);
    }

    private String email() {
        String local = one(
                lower(6), lower(4) + "." + lower(5), lower(5) + "+tag", lower(3) + "_" + lower(2) + digit(), lower(1));
        return local + "@" + one(lower(6), lower(3) + "-" + lower(3), lower(4) + "." + lower(5))
                + one(".com", ".org", ".co.uk", ".example", ".io", ".DE");
    }

    private String ipv4() {
        return random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256);
    }

    private String ipv6() {
        String full = hex(4) + ":" + hex(3) + ":" + hex(4) + ":" + hex(1) + ":" + hex(4) + ":" + hex(4) + ":" + hex(2)
                + ":" + hex(4);
        return one(
                full,
                "fe80::" + hex(4) + ":" + hex(3) + "1",
                "2001:db8::" + hex(4),
                "::1",
                "::ffff:" + ipv4(),
                "2001:db8:" + hex(4) + "::1");
    }

    private String mac() {
        String separator = one(":", "-");
        return String.join(separator, hex(2), hex(2), hex(2), hex(2), hex(2), hex(2));
    }

    private String card() {
        String prefix = one("4", "51", "55", "2221", "34", "37", "6011", "65", "36", "3528");
        int length = prefix.equals("36") ? 14 : prefix.equals("34") || prefix.equals("37") ? 15 : 16;
        String body = prefix + of("0123456789", length - prefix.length() - 1, null);
        String number = body + luhn(body);
        String separator = one("", "", " ", "-");
        if (separator.isEmpty()) {
            return number;
        }
        return length == 16
                ? String.join(
                        separator,
                        number.substring(0, 4),
                        number.substring(4, 8),
                        number.substring(8, 12),
                        number.substring(12))
                : String.join(separator, number.substring(0, 4), number.substring(4, 10), number.substring(10));
    }

    private String cardFailing() {
        String body = "4" + of("0123456789", 14, null);
        return body + (luhn(body) + 1 + random.nextInt(8)) % 10;
    }

    private static int luhn(String body) {
        int sum = 0;
        for (int i = 0; i < body.length(); i++) {
            int digit = body.charAt(body.length() - 1 - i) - '0';
            int counted = i % 2 == 0 ? 2 * digit : digit;
            sum += counted > 9 ? counted - 9 : counted;
        }
        return (10 - sum % 10) % 10;
    }

    private String iban() {
        String country = one("DE", "FR", "GB", "NL", "NO");
        String account =
                switch (country) {
                    case "DE" -> of("0123456789", 18, null);
                    case "FR" ->
                        of("0123456789", 10, null) + of("0123456789ABCDEFGH", 11, null) + of("0123456789", 2, null);
                    case "GB" -> of("ABCDEFGH", 4, null) + of("0123456789", 14, null);
                    case "NL" -> of("ABCDEFGH", 4, null) + of("0123456789", 10, null);
                    default -> of("0123456789", 11, null);
                };
        int check = 98 - mod97(account + country + "00");
        String whole = country + (check < 10 ? "0" : "") + check + account;
        return random.nextInt(3) == 0 ? whole.replaceAll("(.{4})(?=.)", "$1 ") : whole;
    }

    private String ibanFailing() {
        String good;
        do {
            good = iban();
        } while (good.contains(" "));
        int last = good.charAt(good.length() - 1) - '0';
        return good.substring(0, good.length() - 1) + (last + 1) % 10;
    }

    private static int mod97(String text) {
        StringBuilder number = new StringBuilder();
        text.chars().forEach(c -> number.append(Character.digit(c, 36)));
        return new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue();
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String jwt() {
        String header = one(
                "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
                "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"" + hex(8) + "\"}");
        return encoded(header) + "." + encoded("{\"sub\":\"" + lower(8) + "\"}") + "." + of(ALNUM + "-_", 43, ALNUM);
    }

    private String pem() {
        String kind = one("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ");
        String end = one("\n", "\\n");
        StringBuilder text = new StringBuilder("-----BEGIN " + kind + "PRIVATE KEY-----" + end);
        for (int i = 0; i < 4; i++) {
            text.append(of(ALNUM + "+/", 64, null)).append(end);
        }
        return text.append("-----END ").append(kind).append("PRIVATE KEY-----").toString();
    }

    private String base64(int bytes) {
        byte[] key = new byte[bytes];
        random.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private String gitHub() {
        if (random.nextInt(4) == 0) {
            return "github_pat_" + of(ALNUM, 22, null) + "_" + of(ALNUM, 59, null);
        }
        String body = of(ALNUM, 30, null);
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        StringBuilder check = new StringBuilder();
        long rest = crc.getValue();
        for (int i = 0; i < 6; i++) {
            check.insert(0, BASE62.charAt((int) (rest % 62)));
            rest /= 62;
        }
        return one("ghp_", "gho_", "ghu_", "ghs_", "ghr_") + body + check;
    }

    private String phone() {
        return one(
                "+1" + one("", " ", "-") + digits(3, '4') + one("", "-") + digits(3, '5') + one("", "-")
                        + digits(4, '1'),
                "+1 (" + digits(3, '6') + ") " + digits(3, '5') + "-" + digits(4, '1'),
                "+49 30 " + digits(7, '2'),
                "+44 20 " + digits(4, '7') + " " + digits(4, '1'),
                "+33" + digits(9, '6'),
                "+91 " + digits(10, '9'),
                "+420" + digits(9, '7'));
    }

    private String ssn() {
        return (100 + random.nextInt(500)) + "-" + (10 + random.nextInt(89)) + "-" + (1000 + random.nextInt(8999));
    }
}
