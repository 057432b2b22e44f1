/** A field for a time in words; a script shows beside it which time that is. */
import { useText } from "../parts/context.ts";
import { Input } from "../parts/form.tsx";
import type { FormFault } from "../view.ts";

interface Props {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly scope?: string;
  readonly fault: FormFault | null;
  /** Whether examples are shown. */
  readonly examples?: boolean;
}

export function WhenField({ examples = true, ...props }: Props) {
  const t = useText();
  return (
    <div class="when" data-when>
      <Input {...props} hint={examples ? t("when.hint") : undefined} maxlength={100} />
      <output class="when-exact" data-when-exact />
    </div>
  );
}
