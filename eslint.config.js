// ESLint 10 reads only flat config. The rules are in .eslintrc.json.
import { FlatCompat } from '@eslint/eslintrc'
import js from '@eslint/js'

const compat = new FlatCompat({ baseDirectory: import.meta.dirname, recommendedConfig: js.configs.recommended })

export default compat.extends('./.eslintrc.json')
