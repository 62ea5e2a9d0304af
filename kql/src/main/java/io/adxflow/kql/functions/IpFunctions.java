package io.adxflow.kql.functions;

/** Functions of IP addresses. */
final class IpFunctions {
    static final String SIGNATURES =
            """
            parse_ipv4(ip: text): long
            parse_ipv4_mask(ip: text, prefix: long): long
            parse_ipv6(ip: text): string
            parse_ipv6_mask(ip: text, prefix: long): string
            ipv4_compare(ip1: text, ip2: text, [prefix: long]): long
            ipv4_is_match(ip1: text, ip2: text, [prefix: long]): bool
            ipv4_is_private(ip: text): bool
            ipv4_is_in_range(ip: text, ip_range: text): bool
            ipv4_is_in_any_range(ip: text, ranges: dynamic): bool
            ipv4_is_in_any_range(ip: text, ranges: text, ...): bool
            ipv4_netmask_suffix(ip: text): long
            ipv4_range_to_cidr_list(start_ip: text, end_ip: text): dynamic
            ipv6_compare(ip1: text, ip2: text, [prefix: long]): long
            ipv6_is_match(ip1: text, ip2: text, [prefix: long]): bool
            ipv6_is_in_range(ip: text, ip_range: text): bool
            ipv6_is_in_any_range(ip: text, ranges: dynamic): bool
            ipv6_is_in_any_range(ip: text, ranges: text, ...): bool
            format_ipv4(ip: scalar, [prefix: long]): string
            format_ipv4_mask(ip: scalar, prefix: long): string
            has_ipv4(source: text, ip: text): bool
            has_ipv4_prefix(source: text, ip_prefix: text): bool
            has_any_ipv4(source: text, ips: dynamic): bool
            has_any_ipv4(source: text, ips: text, ...): bool
            has_any_ipv4_prefix(source: text, ip_prefixes: dynamic): bool
            has_any_ipv4_prefix(source: text, ip_prefixes: text, ...): bool
            """;

    private IpFunctions() {}
}
