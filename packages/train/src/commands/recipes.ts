import { Command } from 'commander';
import { AUTO_DESCRIPTION, AUTO_RECIPE } from '../recipe/auto-recipe.js';
import { listRecipes, loadRecipe } from '../recipe/load-recipe.js';

/** `supcon recipes`. */
export function recipesCommand(): Command {
  return new Command('recipes')
    .summary('list the recipes, where they come from and what they reached')
    .description('Every recipe is also an nx target: npx nx run train:<recipe> --data DIR.')
    .argument('[name]', 'show one recipe whole, with every default filled in')
    .option('--json', 'one JSON object a line on stdout')
    .addHelpText('after', '\nExamples:\n  $ supcon recipes\n  $ supcon recipes imagenet5')
    .action(async (name: string | undefined, flags: { readonly json?: boolean }) => {
      if (name !== undefined) {
        process.stdout.write(`${JSON.stringify((await loadRecipe(name)).recipe, null, 2)}\n`);
        return;
      }
      process.stdout.write(
        flags.json === true
          ? `${JSON.stringify({ name: AUTO_RECIPE, description: AUTO_DESCRIPTION })}\n`
          : `${AUTO_RECIPE}\n    ${AUTO_DESCRIPTION}\n`,
      );
      for (const recipeName of await listRecipes()) {
        const { recipe } = await loadRecipe(recipeName);
        const { description, source, expected } = recipe;
        if (flags.json === true) {
          process.stdout.write(`${JSON.stringify({ name: recipeName, description, source, expected, loss: recipe.stage1.loss })}\n`);
          continue;
        }
        const lines = [description, ...(source ? [`from: ${source}`] : []), ...(expected ? [`reached: ${expected}`] : [])];
        process.stdout.write(`${recipeName}\n${lines.map((line) => `    ${line}`).join('\n')}\n`);
      }
    });
}
