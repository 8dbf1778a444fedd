package dev.diskless.overlay;

import dev.diskless.medium.Severity;
import java.util.List;
import java.util.regex.Pattern;

/** Tokens that tell by their form which service they are for. */
final class TokenRules implements LineRule {

    private record Form(String mark, Pattern pattern, String service) {

        static Form of(String mark, String pattern, String service) {
            return new Form(mark, Pattern.compile("(?<![A-Za-z0-9_])" + pattern), service);
        }
    }

    private static final List<Form> FORMS = List.of(
            Form.of("AKIA", "AKIA[0-9A-Z]{16}(?![0-9A-Za-z])", "AWS access key"),
            Form.of("ASIA", "ASIA[0-9A-Z]{16}(?![0-9A-Za-z])", "AWS access key"),
            Form.of("gh", "gh[pousr]_[A-Za-z0-9]{36}", "GitHub"),
            Form.of("github_pat_", "github_pat_[A-Za-z0-9_]{22}", "GitHub"),
            Form.of("glpat-", "glpat-[A-Za-z0-9_-]{20}", "GitLab"),
            Form.of("xox", "xox[abeoprs]-[A-Za-z0-9-]{10}", "Slack"),
            Form.of("AIza", "AIza[0-9A-Za-z_-]{35}", "Google"),
            Form.of("eyJ", "eyJ[A-Za-z0-9_-]{8,1000}\\.eyJ[A-Za-z0-9_-]{8,2000}\\.[A-Za-z0-9_-]{8}", "JSON Web Token"),
            Form.of("sk_live_", "sk_live_[0-9A-Za-z]{24}", "Stripe"),
            Form.of("npm_", "npm_[A-Za-z0-9]{36}", "npm"),
            Form.of("dckr_pat_", "dckr_pat_[A-Za-z0-9_-]{20}", "Docker"),
            Form.of("tskey-", "tskey-[a-z]{2,12}-[A-Za-z0-9-]{16}", "Tailscale"));

    @Override
    public void look(ScannedFile file, String line, String lower) {
        if (file.isFound()) {
            return;
        }
        for (Form form : FORMS) {
            if (line.contains(form.mark()) && form.pattern().matcher(line).find()) {
                file.found(SecretKind.TOKEN, Severity.WARNING, form.service());
                return;
            }
        }
    }
}
