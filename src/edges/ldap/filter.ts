import ldapjs from "ldapjs";
import type { Filter } from "../../domain/directory/index.ts";

/** A filter object for ldapjs. */
type LdapjsFilter = ConstructorParameters<typeof ldapjs.NotFilter>[0]["filter"];

/** The filter for ldapjs: given as text, it would send escapes literally. */
export function asLdapjs(filter: Filter): LdapjsFilter {
  switch (filter.kind) {
    case "and":
      return new ldapjs.AndFilter({ filters: filter.of.map(asLdapjs) });
    case "or":
      return new ldapjs.OrFilter({ filters: filter.of.map(asLdapjs) });
    case "not":
      return new ldapjs.NotFilter({ filter: asLdapjs(filter.of) });
    case "equal":
      return new ldapjs.EqualityFilter(filter);
    case "similar":
      return new ldapjs.ApproximateFilter(filter);
    case "atLeast":
      return new ldapjs.GreaterThanEqualsFilter(filter);
    case "atMost":
      return new ldapjs.LessThanEqualsFilter(filter);
    case "present":
      return new ldapjs.PresenceFilter(filter);
    case "parts": {
      const { attribute, first, between, last } = filter;
      return new ldapjs.SubstringFilter({ attribute, initial: first, any: [...between], final: last });
    }
    case "rule": {
      const { attribute, rule, withDn, value } = filter;
      return new ldapjs.ExtensibleFilter({ matchType: attribute, rule, dnAttributes: withDn, value });
    }
  }
}
