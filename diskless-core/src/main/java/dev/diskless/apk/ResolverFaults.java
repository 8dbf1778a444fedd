package dev.diskless.apk;

import dev.diskless.apk.Candidate.Obstacle;
import dev.diskless.apk.Name.Provider;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says why packages cannot be chosen: what is missing or in conflict, and who needs it. */
final class ResolverFaults {

    private static final int CHAIN_LIMIT = 12;
    private static final int LIST_LIMIT = 20;

    private final Object place;
    private final Map<String, Name> names;

    ResolverFaults(Object place, Map<String, Name> names) {
        this.place = place;
        this.names = names;
    }

    /** A chosen package, and the condition that it breaks. */
    DisklessException conflict(Candidate chosen, @Nullable Candidate by, Dependency dependency) {
        String source = by == null ? "the request" : by.toString();
        String verb = dependency.conflict() ? " excludes " : " needs ";
        return new DisklessException(FaultDetail.of(FaultCode.CONFLICT, chosen + " does not go with " + source)
                .at(place)
                .found(source + verb + dependency.toString().replaceFirst("^!", "") + "; " + chosen + " is "
                        + chain(chosen) + (by == null ? "" : "; " + by + " is " + chain(by)))
                .cure("leave one of them out"));
    }

    DisklessException sameName(Candidate chosen, Candidate other, Name name) {
        return new DisklessException(FaultDetail.of(FaultCode.CONFLICT, other + " does not go with " + chosen)
                .at(place)
                .found("both provide " + name.text + "; " + chosen + " is " + chain(chosen) + "; " + other + " is "
                        + chain(other))
                .cure("leave one of them out"));
    }

    /** A name without a provider, or with several of which none is preferred. */
    DisklessException noChoice(Name name) {
        if (name.providers.isEmpty()) {
            return missing(name.text, name, requirer(name));
        }
        String candidates = name.providers.stream()
                .map(provider -> provider.candidate().info.name())
                .distinct()
                .sorted()
                .limit(LIST_LIMIT)
                .collect(Collectors.joining(", "));
        return new InvalidRequestException(InvalidRequestException.detail(
                        name.text + " is provided by several packages, and none of them is preferred")
                .at(place)
                .expected("one of " + candidates)
                .found(name.text + " is " + requirer(name))
                .cure("ask for one of these packages by its name"));
    }

    /** A name whose best provider cannot be chosen: follows the reasons to the first one. */
    DisklessException unusable(Name name, Provider best) {
        Set<Candidate> seen = new HashSet<>();
        List<String> path = new ArrayList<>();
        Candidate candidate = best.candidate();
        while (seen.add(candidate)) {
            Obstacle obstacle = candidate.obstacle;
            if (obstacle == null) {
                break;
            }
            Dependency dependency = obstacle.dependency();
            Candidate other = obstacle.other();
            if (obstacle.kind() == Obstacle.Kind.SAME_NAME && other != null) {
                return sameName(other, candidate, name);
            }
            if (obstacle.kind() == Obstacle.Kind.EXCLUDED && dependency != null) {
                return excluded(name, candidate, other, dependency);
            }
            if (obstacle.kind() != Obstacle.Kind.UNMET || dependency == null) {
                break;
            }
            path.add(0, candidate.info.name());
            Name needed = names.get(dependency.name());
            Provider next = needed == null ? null : nearest(needed, dependency);
            if (next == null) {
                return missing(dependency.toString(), needed, String.join(", needed by ", needers(path, name)));
            }
            candidate = next.candidate();
        }
        return new DisklessException(FaultDetail.of(FaultCode.UNSUPPORTED, candidate + " cannot be installed")
                .at(place)
                .expected("a package for this architecture, described in a way this version understands")
                .found((candidate.info.architecture().isEmpty() ? "none" : candidate.info.architecture()) + "; "
                        + name.text + " is " + requirer(name))
                .cure("use a repository of one architecture"));
    }

    private DisklessException excluded(Name name, Candidate candidate, @Nullable Candidate by, Dependency dependency) {
        if (dependency.conflict()) {
            String source = by == null ? "the request" : by.toString();
            return new DisklessException(FaultDetail.of(FaultCode.CONFLICT, candidate + " does not go with " + source)
                    .at(place)
                    .found(source + " excludes " + dependency.name() + "; " + name.text + " is " + requirer(name)
                            + (by == null ? "" : "; " + by + " is " + chain(by)))
                    .cure("leave one of them out"));
        }
        return missing(
                dependency.toString(),
                names.get(dependency.name()),
                by == null ? "asked for" : "needed by " + by + ", " + chain(by));
    }

    private DisklessException missing(String wanted, @Nullable Name name, String why) {
        boolean none = name == null || name.providers.isEmpty();
        FaultDetail detail = FaultDetail.of(
                        FaultCode.NOT_FOUND, (none ? "no package is or provides " : "no package fits ") + wanted)
                .at(place);
        if (name == null || none) {
            List<String> similar = SimilarNames.of(name == null ? wanted : name.text, names);
            return new DisklessException(detail.found(wanted + " is " + why)
                    .cure(
                            similar.isEmpty()
                                    ? "add the package to the repository, or leave out what needs it"
                                    : "is it " + String.join(" or ", similar) + "?"));
        }
        String versions = name.providers.stream()
                .map(provider -> provider.candidate().info
                        + (provider.candidate().info.name().equals(name.text) ? "" : "=" + provider.version()))
                .distinct()
                .limit(LIST_LIMIT)
                .collect(Collectors.joining(", "));
        return new DisklessException(detail.found(versions + "; " + wanted + " is " + why)
                .cure("use a repository with that version, or ask for another"));
    }

    private static @Nullable Provider nearest(Name needed, Dependency dependency) {
        for (Provider provider : needed.providers) {
            if (dependency.fits(provider.version(), provider.candidate().info.identity())) {
                return provider;
            }
        }
        return null;
    }

    private List<String> needers(List<String> path, Name name) {
        List<String> list = new ArrayList<>();
        for (int i = 0; i < Math.min(path.size(), CHAIN_LIMIT); i++) {
            list.add(i == 0 ? "needed by " + path.get(i) : path.get(i));
        }
        Candidate by = name.requiredBy;
        if (by == null) {
            list.set(list.size() - 1, list.get(list.size() - 1) + ", which was asked for");
        } else {
            list.add(by.info.name() + ", " + chain(by));
        }
        return list;
    }

    private String requirer(Name name) {
        return name.requiredBy == null
                ? "asked for"
                : "needed by " + name.requiredBy.info.name() + ", " + chain(name.requiredBy);
    }

    // How a chosen package came in.
    private String chain(Candidate start) {
        StringBuilder text = new StringBuilder();
        Candidate candidate = start;
        for (int i = 0; i < CHAIN_LIMIT; i++) {
            Name name = candidate.chosenFor;
            if (name == null) {
                return text + "chosen";
            }
            if (name.requirers == 0) {
                return text + "installed with what it belongs to";
            }
            Candidate by = name.requiredBy;
            if (by == null) {
                return text + "asked for";
            }
            text.append("needed by ").append(by.info.name()).append(", ");
            candidate = by;
        }
        return text + "and so on";
    }
}
